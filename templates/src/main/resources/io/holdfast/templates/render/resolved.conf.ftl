# Written by Holdfast; changes made here are lost with the next change of the cluster.
# Names of this one zone are asked of the Consul agent on this host; all others go where they went before.
[Resolve]
DNS=127.0.0.1:${port}
Domains=~${zone}
DNSSEC=false
