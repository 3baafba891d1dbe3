# Tells what stands on a host, as root, and changes nothing. Arguments: program folder, then
# questions: file:PATH, unit:NAME, package:NAME, place:PATH, exists:PATH, tool:NAME; and with answers of one form:
# user:NAME-OR-NUMBER (name, number, group number, shell), group:NAME-OR-NUMBER (name, number), owner:FOLDER (number;
# nothing of an empty one), docker:SOCKET (what the daemon says of itself, in JSON; its data root is answered as a place),
# proxy:services (the names, never the values, of what systemd hands to every service; NO_PROXY with its value).
#
# Answers are lines of fields separated by tabs. The clock comes first, right after a line was read, so
# that the controller can take half of the round trip off.
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
program=$1
shift
read -r _

say() {
  printf '%s' "$1"
  shift
  for field in "$@"; do printf '\t%s' "$field"; done
  echo
}

machine() {
  say machine "$(cat /etc/machine-id 2>/dev/null)"
  say boot "$(cat /proc/sys/kernel/random/boot_id)"
  read -r uptime _ </proc/uptime
  say uptime "$uptime"
  while read -r name value _; do [ "$name" = MemTotal: ] && say memory "$value"; done </proc/meminfo
  say cpus "$(nproc)"
  say arch "$(uname -m)"
  say name "$(uname -n)"
  (. /etc/os-release && say os "${ID:-}" "${VERSION_ID:-}")
}

copies() {
  for folder in "$program"/*/*/; do
    [ -d "$folder" ] || continue
    path=${folder%/}
    component=${path%/*}
    component=${component##*/}
    if [ "${path##*/}" = current ]; then
      say current "$component" "$(readlink "$path")"
    else
      say copy "$component" "${path##*/}"
    fi
  done
}

site() {
  identity=/var/lib/holdfast/site/identity
  [ -f "$identity" ] && say site "$(tr '\n\t' '  ' <"$identity")"
}

firewall() {
  script=$program/firewall/current/firewall.sh
  [ -f "$script" ] || return
  sh "$script" loaded </dev/null >/dev/null 2>&1
  case $? in 0) say firewall loaded ;; 3) say firewall gone ;; esac
}

unit() {
  load='' active='' file='' pid=0 start=0
  while IFS== read -r key value; do
    case $key in
      LoadState) load=$value ;;
      ActiveState) active=$value ;;
      UnitFileState) file=$value ;;
      MainPID) pid=$value ;;
      ExecMainStartTimestampMonotonic) start=$value ;;
    esac
  done <<UNIT
$(systemctl show -p LoadState -p ActiveState -p UnitFileState -p MainPID -p ExecMainStartTimestampMonotonic -- "$1" 2>/dev/null)
UNIT
  [ "$load" = not-found ] || [ -z "$load" ] || say unit "$1" "$active" "$file" "$pid" "$start"
}

package() {
  if ! command -v dpkg-query >/dev/null; then
    found=$(rpm -q --qf '%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}' -- "$1" 2>/dev/null) && say package "$1" "$found"
    return
  fi
  found=$(dpkg-query -W -f '${db:Status-Status} ${Version}' -- "$1" 2>/dev/null) || return
  case $found in 'installed '*) say package "$1" "${found#installed }" ;; esac
}

place() {
  path=$1
  while [ ! -e "$path" ]; do path=${path%/*}; path=${path:-/}; done
  df -P -B1 "$path" 2>/dev/null | while read -r _ total _ free _ mount; do
    case $total in
      *[!0-9]*) ;;
      *) say place "$1" "$mount" "$free" "$total" "$(findmnt -no OPTIONS -T "$path" 2>/dev/null)" ;;
    esac
  done
}

listening() {
  for table in tcp tcp6 udp udp6; do
    [ -r /proc/net/$table ] || continue
    while read -r _ local _ state _; do
      case $table:$state in tcp*:0A | udp*:07) say listens "${table%6}" "$local" ;; esac
    done </proc/net/$table
  done
  command -v ss >/dev/null && ss -Hlntup 2>/dev/null | while read -r line; do say socket "$line"; done
}

user() {
  getent passwd "$1" 2>/dev/null | while IFS=: read -r name _ uid gid _ _ shell; do say answer "user:$1" "$name" "$uid" "$gid" "$shell"; done
}

group() {
  getent group "$1" 2>/dev/null | while IFS=: read -r name _ gid _; do say answer "group:$1" "$name" "$gid"; done
}

owner() {
  [ -d "$1" ] || return
  [ -n "$(find "$1" -mindepth 1 -maxdepth 1 ! -name lost+found 2>/dev/null | head -n 1)" ] && say answer "owner:$1" "$(stat -c %u "$1")"
}

docker() {
  command -v perl >/dev/null || return
  info=$(perl -MIO::Socket::UNIX -e '
    alarm 10;
    my $socket = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit 1;
    print $socket "GET /info HTTP/1.0\r\nHost: docker\r\n\r\n";
    $socket->flush;
    local $/;
    $_ = <$socket>;
    s/^HTTP\/1\.[01] 200.*?\r\n\r\n//s or exit 1;
    s/[\r\n\t]//g;
    print' "$1" 2>/dev/null) || return
  say answer "docker:$1" "$info"
  root=$(printf '%s' "$info" | sed -n 's/.*"DockerRootDir":"\([^"]*\)".*/\1/p')
  [ -z "$root" ] || place "$root"
}

proxy() {
  names='' without=''
  while IFS== read -r name value; do
    case $name in
      HTTP_PROXY | HTTPS_PROXY | ALL_PROXY | http_proxy | https_proxy | all_proxy) names="$names $name" ;;
      NO_PROXY | no_proxy) without=$value ;;
    esac
  done <<ENVIRONMENT
$(systemctl show-environment 2>/dev/null)
ENVIRONMENT
  [ -n "$names" ] && say answer "proxy:$1" "${names# }" "$without"
}

say clock "$(date +%s%3N)"
machine
copies
firewall
site
for question in "$@"; do
  subject=${question#*:}
  case $question in
    file:*) [ -f "$subject" ] && say file "$subject" "$(sha256sum <"$subject" | cut -c1-64)" ;;
    unit:*) unit "$subject" ;;
    package:*) package "$subject" ;;
    place:*) place "$subject" ;;
    exists:*) [ -e "$subject" ] && say exists "$subject" ;;
    user:*) user "$subject" ;;
    group:*) group "$subject" ;;
    owner:*) owner "$subject" ;;
    docker:*) docker "$subject" ;;
    proxy:*) proxy "$subject" ;;
    tool:*) found=$(command -v "$subject") && say tool "$subject" "$found" ;;
  esac
done
listening
echo end
