# Written by Holdfast; changes made here are lost with the next change of the cluster.
[Unit]
Description=Holdfast: the ports of this host in its firewall
# Whoever loads the rules of the host anew takes ours away with them: then they are loaded again.
After=nftables.service
PartOf=nftables.service
ReloadPropagatedFrom=nftables.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh "${script}" load
ExecReload=/bin/sh "${script}" load
ExecStop=/bin/sh "${script}" unload
TimeoutStartSec=60
TimeoutStopSec=60

[Install]
WantedBy=multi-user.target nftables.service
