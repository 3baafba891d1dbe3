#!/bin/sh
# Written by Holdfast. Opens the ports of this host in firewalld, or closes them again:
#   firewall.sh check | load | unload | keep
# "keep", before this copy is chosen, says that what the copy before it opened stays open beside what
# this one opens, until the file "kept" beside the copies is removed and the rules are loaded again.
#
# Files of ours only, beside those of the host: no zone, interface or default is changed. They are
# loaded by a reload, which forgets what was only set at run time; so where there is any of that,
# nothing is done, and somebody has to decide.
set -eu
umask 022
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
here=$(cd "$(dirname "$0")" && pwd)
all=$here/..
kept=$all/kept
ours=
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
  [ -d "$1" ] || return 0
  (cd "$1" && find ipsets policies services -name 'holdfast*.xml' 2>/dev/null | LC_ALL=C sort) || true
}

# Lays what shall stand below /etc/firewalld into a folder of its own: the files of this copy, and
# under names of their own those of earlier copies whose openings are still kept.
gather() {
  [ -z "$ours" ] || return 0
  ours=$(mktemp -d)
  trap 'rm -rf "$ours"' EXIT
  add "$here/firewalld" holdfast
  number=0
  [ ! -f "$kept" ] || while read -r id; do
    number=$((number + 1))
    add "$all/$id/firewalld" "holdfast-kept$number"
  done <"$kept"
}

add() {
  names "$1" | while read -r name; do
    mkdir -p "$ours/$(dirname "$name")"
    sed "s/\"holdfast-/\"$2-/g" "$1/$name" >"$ours/$(dirname "$name")/$2$(basename "$name" | sed 's/^holdfast//')"
  done
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
  gather
  firewall-cmd --state >/dev/null 2>&1 || refuse "firewalld does not run: systemctl start firewalld"
  loaded && return
  firewall-cmd --get-policies >/dev/null 2>&1 || refuse "This firewalld knows no policies; 0.9 is needed"
  nothing_to_lose
  copy=$(mktemp -d)
  trap 'rm -rf "$copy" "$ours"' EXIT
  cp -R "$etc/." "$copy/"
  etc=$copy lay_down
  found=$(firewall-offline-cmd --system-config "$copy" --check-config 2>&1) || refuse "$found"
  case $found in *Error* | *ERROR*) refuse "$found" ;; esac
}

load() {
  gather
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

# Holds open what the current copy opened; done twice it changes nothing more.
keep() {
  now=$(readlink "$all/current") || return 0
  own=$(basename "$here")
  [ "$now" != "$own" ] || return 0
  if [ ! -e "$all/$now/firewalld" ]; then
    echo "The rules that stand here are for another kind of firewall. Write network.firewall.mode: none" \
      "into site.yaml, holdfast apply, and then the other kind" >&2
    exit 1
  fi
  { [ ! -f "$kept" ] || grep -vxF "$own" "$kept" || true; echo "$now"; } | sort -u >"$kept.new"
  mv "$kept.new" "$kept"
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
  check | load | unload | keep) "$1" ;;
  *) echo "check, load, unload or keep" >&2; exit 2 ;;
esac
