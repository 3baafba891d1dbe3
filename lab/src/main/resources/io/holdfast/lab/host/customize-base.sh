#!/bin/sh
# Makes a plain Debian folder ($1) into the base of practice hosts: a customer's usual machine, with the
# habits that trip installers up (unprivileged login, password sudo, umask 077, noexec /tmp).
set -eu
root=$1

# A host has no route to a mirror, and package timers would hold the package lock at random times.
: > "$root/etc/apt/sources.list"
rm -f "$root"/etc/apt/sources.list.d/* "$root"/etc/ssh/ssh_host_*
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \
  systemd-modules-load.service systemd-networkd-wait-online.service systemd-firstboot.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
chroot "$root" systemctl --quiet enable systemd-networkd.service systemd-resolved.service ssh.service
ln -sfn ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
echo uninitialized > "$root/etc/machine-id"

chroot "$root" useradd --create-home --shell /bin/bash --uid 1000 --no-user-group --gid users ops
echo 'ops ALL=(ALL:ALL) ALL' > "$root/etc/sudoers.d/ops"
chmod 0440 "$root/etc/sudoers.d/ops"
echo 'session optional pam_umask.so umask=0077' >> "$root/etc/pam.d/sshd"
echo 'tmpfs /tmp tmpfs mode=1777,nosuid,nodev,noexec,size=1g 0 0' > "$root/etc/fstab"

mkdir -p "$root/etc/systemd/resolved.conf.d"
printf '[Resolve]\nLLMNR=no\nMulticastDNS=no\n' > "$root/etc/systemd/resolved.conf.d/practice.conf"

# For hosts that speak German to those who log in.
chroot "$root" localedef -i de_DE -f UTF-8 de_DE.UTF-8

cat > "$root/etc/ssh/sshd_config.d/10-practice.conf" <<'CONF'
PermitRootLogin no
PasswordAuthentication no
KbdInteractiveAuthentication no
UseDNS no
CONF

# Where the machine still has version 1 control groups they come up read-only in a container.
cat > "$root/usr/local/sbin/practice-control-groups" <<'CONF'
#!/bin/sh
set -u
[ "$(stat -f -c %T /sys/fs/cgroup)" = tmpfs ] || exit 0
mount -o remount,rw /sys/fs/cgroup
for folder in /sys/fs/cgroup/*/; do
  name=$(basename "$folder")
  case $name in systemd | unified) continue ;; esac
  grep -qw "$name" /proc/cgroups || continue
  umount -l "$folder" && mount -t cgroup -o "$name" cgroup "$folder" ||
    echo "control group $name stays as it is" >&2
done
CONF
chmod 0755 "$root/usr/local/sbin/practice-control-groups"
cat > "$root/etc/systemd/system/practice-control-groups.service" <<'CONF'
[Unit]
Description=Writable control groups of a practice host
DefaultDependencies=no
After=local-fs.target
Before=sysinit.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/practice-control-groups

[Install]
WantedBy=sysinit.target
CONF
chroot "$root" systemctl --quiet enable practice-control-groups.service
