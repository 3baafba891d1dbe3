#!/bin/sh
# Runs one practice host in control groups of its own, and runs it again when it asks for a reboot.
# start-host.sh MACHINE HOSTNAME ROOT BRIDGE DOCKER_FOLDER
set -eu
machine=$1 hostname=$2 root=$3 bridge=$4 docker=$5

enter() {
  group=$1/holdfast-lab/$machine
  mkdir -p "$group"
  for limit in cpuset.cpus cpuset.mems; do
    if [ -f "$1/$limit" ] && [ -f "$1/holdfast-lab/$limit" ]; then
      cat "$1/$limit" > "$1/holdfast-lab/$limit"
      cat "$1/$limit" > "$group/$limit"
    fi
  done
  echo $$ > "$group/cgroup.procs"
}

if [ -f /sys/fs/cgroup/cgroup.procs ]; then
  enter /sys/fs/cgroup
else
  for controller in /sys/fs/cgroup/*; do
    [ ! -f "$controller/cgroup.procs" ] || [ -L "$controller" ] || enter "$controller"
  done
fi

# The container program must not mount /tmp itself: the host does, noexec, by its own fstab.
export SYSTEMD_NSPAWN_TMPFS_TMP=0
# It answers 133 for a reboot.
status=133
while [ "$status" -eq 133 ]; do
  status=0
  systemd-nspawn --quiet --register=no --keep-unit --boot --directory="$root" \
    --machine="$machine" --hostname="$hostname" --network-bridge="$bridge" \
    --capability=all --system-call-filter='add_key keyctl bpf @mount' \
    --resolv-conf=off --timezone=off --link-journal=no --console=pipe \
    --bind="$docker:/var/lib/docker" || status=$?
done
exit "$status"
