# Sourced by ./build, ./holdfast and .ci/run: finds a JDK and what else is needed from the distribution.
# shellcheck shell=bash

readonly WANTED_JAVA=25

# Prints the major version of the JDK in folder $1, or nothing when it is not a JDK.
jdk_major() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 0
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
  fi
}

# Sets and exports JAVA_HOME to the first JDK that is new enough, or says what to install.
find_jdk() {
  local candidate major on_path
  on_path=$(command -v javac 2>/dev/null || true)
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk*; do
    [ -n "$candidate" ] || continue
    major=$(jdk_major "$candidate")
    if [ "${major:-0}" -ge "$WANTED_JAVA" ]; then
      export JAVA_HOME="$candidate"
      return 0
    fi
  done
  echo "No JDK $WANTED_JAVA or newer was found in JAVA_HOME, on the PATH or under /usr/lib/jvm." >&2
  echo "Install one, for example the package temurin-25-jdk or openjdk-25-jdk-headless, then run this again." >&2
  return 1
}

# need_packages YES PACKAGE...: installs what is missing from the distribution after saying so.
# YES is "yes" when nobody is to be asked.
need_packages() {
  local yes=$1 missing=() package
  shift
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "Needed from the distribution: ${missing[*]}" >&2
  if [ "$(id -u)" -ne 0 ]; then
    echo "Install them as root: apt-get install ${missing[*]}" >&2
    return 1
  fi
  if [ "$yes" != yes ] && ! confirm "Install them now with apt-get?"; then
    return 1
  fi
  install_packages "${missing[@]}"
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y --no-install-recommends "$@" >&2 && return 0
  apt-get update >&2 && apt-get install -y --no-install-recommends "$@" >&2
}

confirm() {
  local answer
  [ -t 0 ] || { echo "Nobody to ask here: run again with --yes." >&2; return 1; }
  read -r -p "$1 [y/N] " answer
  [ "$answer" = y ] || [ "$answer" = Y ]
}

# need_maven YES: a Maven on the PATH, from the distribution when there is none.
need_maven() {
  command -v mvn >/dev/null 2>&1 || need_packages "$1" maven
}

# Runs Maven on the JDK that find_jdk chose; says what it does.
maven() {
  MAVEN_OPTS="${MAVEN_OPTS:-} --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" \
    mvn --batch-mode --no-transfer-progress "$@"
}

# The same, saying only what is wrong. (Maven's own -q hides the compiler's warnings, which are errors here.)
maven_quietly() {
  MAVEN_OPTS="${MAVEN_OPTS:-} -Dorg.slf4j.simpleLogger.defaultLogLevel=warn" maven "$@"
}
