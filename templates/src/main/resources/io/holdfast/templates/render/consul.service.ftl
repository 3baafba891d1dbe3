# Written by Holdfast; changes made here are lost with the next change of the cluster.
[Unit]
Description=Consul, the service discovery of Holdfast
Wants=network-online.target
After=network-online.target
# Never give up: after a long outage the host must come back by itself.
StartLimitIntervalSec=0

[Service]
# Consul reports itself ready once it has joined a member; a client waits here for the first server.
Type=notify
TimeoutStartSec=300
User=${user}
Group=${group}
ExecStart="${program}" agent "-config-file=${config}" "-config-file=${secrets}"
ExecReload=/bin/kill -HUP $MAINPID
# With leave_on_terminate=false neither this signal nor an interrupt makes the member leave the cluster.
KillSignal=SIGTERM
KillMode=process
TimeoutStopSec=30
Restart=always
RestartSec=2
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
<#list lines>
# From the vendor:
<#items as line>
${line}
</#items>
</#list>

[Install]
WantedBy=multi-user.target
