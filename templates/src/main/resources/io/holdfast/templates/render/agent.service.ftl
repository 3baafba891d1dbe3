# Written by Holdfast; changes made here are lost with the next change of the cluster.
[Unit]
Description=Holdfast agent
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
Type=exec
# Root without its powers: it owns the sockets of Docker and HAProxy that it reads, and nothing more.
ExecStart="${program}" serve "${config}"
Restart=always
RestartSec=2
TimeoutStopSec=15
# A Java runtime that is asked to end exits with 143.
SuccessExitStatus=143
LimitNOFILE=65536
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ReadWritePaths="${data}"
ProtectHome=yes
PrivateTmp=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
LockPersonality=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
<#if unset?has_content>
# A proxy that systemd hands to every service of this host: what goes on in the cluster is not its matter.
UnsetEnvironment=${unset}
</#if>

[Install]
WantedBy=multi-user.target
