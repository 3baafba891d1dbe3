# Written by Holdfast; changes made here are lost with the next change of the cluster.
[Unit]
Description=Nomad, the scheduler of Holdfast
Wants=network-online.target ${discovery}
After=network-online.target ${discovery}<#if client> ${containers}</#if>
# Never give up: after a long outage the host must come back by itself.
StartLimitIntervalSec=0

[Service]
Type=notify
TimeoutStartSec=300
User=${user}
Group=${group}
ExecStart="${program}" agent "-config=${config}" "-config=${secrets}"
ExecReload=/bin/kill -HUP $MAINPID
# With leave_on_interrupt=false this signal makes no member leave the cluster.
KillSignal=SIGINT
<#if client>
# What it has started for tasks belongs to this unit and outlives a restart of it.
</#if>
KillMode=process
TimeoutStopSec=30
Restart=always
RestartSec=2
LimitNOFILE=65536
LimitNPROC=infinity
TasksMax=infinity
OOMScoreAdjust=-1000
<#if client>
# A client mounts folders and starts tasks in namespaces of their own, so it is not confined; and tasks
# inherit its mask for new files, so that is the usual one.
Delegate=yes
UMask=0022
<#else>
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
</#if>
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
