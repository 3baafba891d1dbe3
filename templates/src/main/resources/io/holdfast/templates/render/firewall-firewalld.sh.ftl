#!/bin/sh
# Written by Holdfast. Opens the ports of this host in firewalld, or closes them again:
#   firewall.sh check | load | unload
#
# Files of ours only, beside those of the host: no zone, interface or default is changed. They are
# loaded by a reload, which forgets what was only set at run time; so where there is any of that,
# nothing is done, and somebody has to decide.
set -eu
umask 022
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
ours=$(cd "$(dirname "$0")" && pwd)/firewalld
etc=/etc/firewalld
pending=$etc/.holdfast-pending

refuse() {
  echo "$1" >&2
  exit 1
}

# What firewalld holds without interfaces, which are bound at run time and kept by a reload.
zones() {
  firewall-cmd "$@" --list-all-zones | sed -e 's/ (.*)$//' -e '/^  interfaces:/d' -e 's/ *$//'
}

nothing_to_lose() {
  runtime=$(zones) permanent=$(zones --permanent)
  [ "$runtime" = "$permanent" ] || refuse "What firewalld filters now is not what it would after a\
 reload. Look: firewall-cmd --list-all-zones, and the same with --permanent. Then keep what is set:\
 firewall-cmd --runtime-to-permanent, or drop it: firewall-cmd --reload. Then again."
}

# The names of our files below a folder of firewalld's kind, sorted.
names() {
  (cd "$1" && find ipsets policies services -name 'holdfast*.xml' 2>/dev/null | LC_ALL=C sort) || true
}

same() {
  [ "$(names "$ours")" = "$(names "$etc")" ] || return 1
  names "$ours" | while read -r name; do cmp -s "$ours/$name" "$etc/$name" || exit 1; done
}

loaded() {
  [ ! -e "$pending" ] && same && firewall-cmd --get-policies | tr ' ' '\n' | grep -qx holdfast
}

take_away() {
  names "$etc" | while read -r name; do rm -f "$etc/$name"; done
}

lay_down() {
  take_away
  names "$ours" | while read -r name; do
    mkdir -p "$etc/$(dirname "$name")"
    cp "$ours/$name" "$etc/$name"
  done
}

check() {
  firewall-cmd --state >/dev/null 2>&1 || refuse "firewalld does not run: systemctl start firewalld"
  loaded && return
  firewall-cmd --get-policies >/dev/null 2>&1 || refuse "This firewalld knows no policies; 0.9 is needed"
  nothing_to_lose
  copy=$(mktemp -d)
  trap 'rm -rf "$copy"' EXIT
  cp -R "$etc/." "$copy/"
  etc=$copy lay_down
  found=$(firewall-offline-cmd --system-config "$copy" --check-config 2>&1) || refuse "$found"
  case $found in *Error* | *ERROR*) refuse "$found" ;; esac
}

load() {
  check
  loaded && return
  : >"$pending"
  lay_down
  if firewall-cmd --reload >/dev/null && firewall-cmd --get-policies | grep -qw holdfast; then
    rm -f "$pending"
    return
  fi
  take_away
  firewall-cmd --reload >/dev/null || true
  rm -f "$pending"
  refuse "firewalld did not take the rules; they were taken away again: journalctl -u firewalld"
}

# A host that goes down stops every unit: what is permanent stays.
unload() {
  [ "$(systemctl is-system-running 2>/dev/null)" != stopping ] || return 0
  [ -n "$(names "$etc")" ] || return 0
  firewall-cmd --state >/dev/null 2>&1 || { take_away; return; }
  nothing_to_lose
  take_away
  firewall-cmd --reload >/dev/null
}

case "$1" in
  check | load | unload) "$1" ;;
  *) echo "check, load or unload" >&2; exit 2 ;;
esac
