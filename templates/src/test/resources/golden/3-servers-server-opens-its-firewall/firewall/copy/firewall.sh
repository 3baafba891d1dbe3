0755 root:root
#!/bin/sh
# Written by Holdfast. Opens the ports of this host in nftables, or closes them again:
#   firewall.sh check | load | unload | loaded | keep
# "loaded" only says whether all of it is there: it ends with 0, or with 3 where some is gone. "keep",
# before this copy is chosen, says that what the copy before it opened stays open beside what this one
# opens, until the file "kept" beside the copies is removed and the rules are loaded again.
#
# The table "inet holdfast" says what is opened. As an accept there overrides no drop elsewhere, every
# chain of the input hook that drops gets a jump to a chain of ours in its own table: accepts only,
# so nothing that was open is closed. All of it is one transaction of nft, complete or absent.
set -eu
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
here=$(dirname "$0")
all=$here/..
kept=$all/kept

# Chains of the input hook of IPv4 traffic that drop: by policy, or by their last rule. Lines of
# family, table and chain.
dropping() {
  nft list ruleset | awk '
    function end() { if (base && (drops || last ~ /(^|[ \t])(drop|reject)([ \t]|$)/)) print family, table, chain }
    $1 == "table" { family = $2; table = $3 }
    $1 == "chain" { chain = $2; base = drops = 0; last = "" ; inside = 1; next }
    inside && /type filter hook input/ { base = (family == "inet" || family == "ip"); drops = /policy drop/; next }
    inside && $1 == "}" { end(); inside = 0; next }
    inside { last = $0 }'
}

# Chains that others hold: iptables would not read its table again with a rule of nft in it, and
# firewalld builds its own anew.
foreign() {
  [ "$2" = firewalld ] || { [ "$1" = ip ] && [ "$2 $3" = "filter INPUT" ]; }
}

# Takes all of ours away, wherever it is; says nothing where there is nothing.
closing() {
  echo "add table inet holdfast"
  echo "delete table inet holdfast"
  nft -a list ruleset | awk '
    $1 == "table" { family = $2; table = $3; own = (family == "inet" && table == "holdfast") }
    $1 == "chain" { chain = $2 }
    own { next }
    $1 == "chain" && chain == "holdfast" { chains[++count] = family " " table " holdfast" }
    /jump holdfast/ && $(NF - 1) == "handle" { print "delete rule", family, table, chain, "handle", $NF }
    END { for (at = 1; at <= count; at++) { print "flush chain", chains[at]; print "delete chain", chains[at] } }'
}

# What this copy opens, and what earlier ones did that is still kept open.
openings() {
  cat "$here/openings"
  [ ! -f "$kept" ] || while read -r id; do
    [ ! -f "$all/$id/openings" ] || cat "$all/$id/openings"
  done <"$kept"
}

opening() {
  cat "$here/table.nft"
  dropping | while read -r family table chain; do
    foreign "$family" "$table" "$chain" && continue
    echo "add chain $family $table holdfast"
    echo "flush chain $family $table holdfast"
    openings | awk '!seen[$0]++' | while read -r rule; do
      echo "add rule $family $table holdfast $rule"
    done
    echo "insert rule $family $table $chain jump holdfast"
  done
}

refuse_foreign() {
  dropping | while read -r family table chain; do
    if foreign "$family" "$table" "$chain"; then
      echo "chain $chain of table $family $table drops, and nft must not change it:" \
        "it belongs to firewalld, ufw or iptables. Open the ports there, and write" \
        "network.firewall.mode: print (or kind: firewalld) into site.yaml" >&2
      exit 1
    fi
  done
}

# Whoever loads the rules of the host anew by hand takes ours away, and the unit stays active.
loaded() {
  nft list table inet holdfast >/dev/null 2>&1 || exit 3
  dropping | while read -r family table chain; do
    foreign "$family" "$table" "$chain" && continue
    nft list chain "$family" "$table" "$chain" | grep -q "jump holdfast" || exit 3
  done
}

# Holds open what the current copy opened; done twice it changes nothing more.
keep() {
  now=$(readlink "$all/current") || return 0
  own=$(basename "$here")
  [ "$now" != "$own" ] || return 0
  if [ ! -e "$all/$now/openings" ]; then
    echo "The rules that stand here are for another kind of firewall. Write network.firewall.mode: none" \
      "into site.yaml, holdfast apply, and then the other kind" >&2
    exit 1
  fi
  { [ ! -f "$kept" ] || grep -vxF "$own" "$kept" || true; echo "$now"; } | sort -u >"$kept.new"
  mv "$kept.new" "$kept"
}

transaction() {
  closing
  [ "$1" = unload ] || opening
}

# A program that is missing ends this here, before nft hears of half a transaction.
verb=$1 options=
case "$verb" in
  check) options=-c; refuse_foreign ;;
  load) refuse_foreign ;;
  unload) ;;
  loaded) loaded; exit ;;
  keep) keep; exit ;;
  *) echo "check, load, unload, loaded or keep" >&2; exit 2 ;;
esac
batch=$(transaction "$verb")
echo "$batch" | nft $options -f -
