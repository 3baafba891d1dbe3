# Written by Holdfast; changes made here are lost with the next change of the cluster.
[Unit]
Description=Holdfast: the ports of this host in its firewall
# It loads what is permanent by itself; here it is only seen to that ours is there.
After=firewalld.service
Wants=firewalld.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh "${script}" load
ExecReload=/bin/sh "${script}" load
ExecStop=/bin/sh "${script}" unload
TimeoutStartSec=120
TimeoutStopSec=120

[Install]
WantedBy=multi-user.target
