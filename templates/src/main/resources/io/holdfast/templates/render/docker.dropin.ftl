# Written by Holdfast; changes made here are lost with the next change of the cluster.
[Unit]
# A wrong configuration makes the engine exit again and again: putting the old one back must not be
# refused because it was started too often.
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=2
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
