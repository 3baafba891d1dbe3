# Brings the host runner to life, as root. Arguments: place|look, program folder, copy id, frame marker, data folder.
#
# Speaks in lines on standard output: RUN wanted|current (the runner follows on the same streams), SEND (the controller
# shall send the copy), NONE (there is no runner and none was to be placed), FAIL reason.
# A copy is built beside its place, checked file by file against the controller's list, and renamed.
umask 022
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
mode=$1 folder=$2/agent copy=$3 marker=$4 data=$5
# The usual place needs no words, which an older runner would not know.
[ "$data" != /var/lib/holdfast ] || data=

fail() {
  echo "FAIL $1"
  exit 1
}

run() {
  echo "RUN $2"
  exec "$folder/$1/bin/holdfast-agent" ${data:+--data "$data"} runner "$marker"
}

# What a start that was cut off left behind; one that is still under way has a living process.
tidy() {
  for old in "$folder"/.incoming.*; do
    [ -d "$old" ] && ! kill -0 "${old##*.}" 2>/dev/null && rm -rf "$old"
  done
}

check() {
  (cd "$1/copy" && sha256sum --check --quiet --strict ../list >&2) || fail "a file differs from the list"
  [ "$(find "$1/copy" ! -type d | wc -l)" -eq "$(wc -l <"$1/list")" ] || fail "there are files beside the list"
  find "$1/copy" -exec sync {} + || fail "the copy could not be written to disk"
}

place() {
  mkdir -p "$folder" || fail "$folder cannot be created"
  tidy
  new=$folder/.incoming.$$
  mkdir -m 0700 "$new" && mkdir "$new/copy" || fail "$new cannot be created"
  echo SEND
  read -r list_bytes tar_bytes
  head -c "$list_bytes" >"$new/list"
  head -c "$tar_bytes" | tar -x -p --no-same-owner -f - -C "$new/copy" || fail "the copy could not be unpacked"
  check "$new"
  mv -T "$new/copy" "$folder/$copy" 2>/dev/null || [ -x "$folder/$copy/bin/holdfast-agent" ] || fail "the copy could not be put in place"
  sync "$folder"
  rm -rf "$new"
  if command -v restorecon >/dev/null; then restorecon -R "$folder/$copy"; fi
}

[ -x "$folder/$copy/bin/holdfast-agent" ] && run "$copy" wanted
case $mode in
  place) place && run "$copy" wanted ;;
  look) [ -x "$folder/current/bin/holdfast-agent" ] && run current current ;;
esac
echo NONE
