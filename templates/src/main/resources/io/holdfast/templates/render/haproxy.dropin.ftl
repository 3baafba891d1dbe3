# Written by Holdfast; changes made here are lost with the next change of the cluster.
[Unit]
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=2
# New workers begin with the addresses and drain marks the old ones had: without them they would answer
# 503 until the first answer from DNS, and send traffic to hosts that are being drained.
ExecReload=
ExecReload=-${save}
ExecReload=/usr/sbin/haproxy -c -q -f "${config}"
ExecReload=/bin/kill -USR2 $MAINPID
ExecStop=-${save}
