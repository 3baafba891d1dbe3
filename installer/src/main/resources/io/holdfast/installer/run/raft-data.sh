# What servers keep of their quorums on this host; only looks. Arguments: SYSTEM=FOLDER ...
# One line for each: system, yes or no for whether there is data, its id, when it was last written
# (seconds since 1970, UTC), how far the newest snapshot in it goes, and the addresses of the voters
# that a peers.json names which no start has read yet (? for one that names none); fields end with
# a tab.
for asked; do
  system=${asked%%=*}
  folder=${asked#*=}
  data=no
  id=
  written=
  newest=
  told=
  if [ "$system" = swarm ]; then
    if [ -s "$folder/docker-state.json" ] && [ -d "$folder/raft" ]; then
      data=yes
      written=$(find "$folder/raft" -type f -exec stat -c %Y {} + 2>/dev/null | sort -n | tail -n 1)
    fi
  else
    # Without peers.info the server never ran its raft, and would ignore a peers.json.
    if [ -f "$folder/raft/peers.info" ]; then
      if [ -f "$folder/raft/raft.db" ] || [ -d "$folder/raft/wal" ]; then
        data=yes
      fi
    fi
    if [ -f "$folder/node-id" ]; then
      id=$(head -c 64 "$folder/node-id" | tr -cd '0-9a-fA-F-')
    fi
    written=$(find "$folder/raft" -maxdepth 2 \( -name raft.db -o -name '*.wal' \) -type f \
      -exec stat -c %Y {} + 2>/dev/null | sort -n | tail -n 1)
    # A snapshot is a folder named TERM-INDEX-TIME.
    newest=$(ls "$folder/raft/snapshots" 2>/dev/null | grep -v '[.]tmp$' | cut -d- -f2 |
      grep -E '^[0-9]{1,18}$' | sort -n | tail -n 1)
    if [ -e "$folder/raft/peers.json" ]; then
      told=$(grep -o '"address":"[^"]*"' "$folder/raft/peers.json" | cut -d'"' -f4 | sort | tr '\n' ',')
      told=${told:-?}
    fi
  fi
  printf '%s\t%s\t%s\t%s\t%s\t%s\t\n' "$system" "$data" "$id" "$written" "$newest" "$told"
done
echo end
