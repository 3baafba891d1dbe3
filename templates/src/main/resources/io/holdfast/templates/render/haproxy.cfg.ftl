# Written by Holdfast; changes made here are lost with the next change of the cluster.
global
  master-worker
  user haproxy
  group haproxy
  log stdout format short daemon notice
  maxconn ${maxConnections}
  stats socket "${socket}" user root group root mode 660 level admin expose-fd listeners
  stats timeout 30s
  # Addresses and drain marks for the workers of the next reload.
  server-state-file "${state}"
<#if outward??>
  ssl-default-bind-options ssl-min-ver TLSv1.2
</#if>
  # No hard-stop-after: a worker replaced by a reload stays until its last download has ended.
<#list globalLines as line>
  ${line}
</#list>

defaults
  mode http
  log global
  option httplog
  option dontlog-normal
  maxconn ${maxConnections}
  timeout connect 2s
  timeout http-request 10s
  timeout http-keep-alive 10s
  timeout queue 5s
  timeout check 2s
  # Without activity, not in all: a download may take hours as long as bytes flow.
  timeout client 1m
  timeout server 5m
  timeout client-fin 30s
  timeout tunnel 1h
  # A connection of its own for each request: one that a stopping instance has just closed is never reused.
  option http-server-close
  # Tried again, elsewhere each time, when the connection could not be made: then nothing was sent, so
  # that is safe for every method. An empty answer is tried again only for methods that change nothing.
  retries 3
  option redispatch 1
  retry-on conn-failure empty-response
  load-server-state-from-file global
<#list defaultsLines as line>
  ${line}
</#list>

resolvers consul
  nameserver local "127.0.0.1:${dnsPort}"
  accepted_payload_size 8192
  resolve_retries 3
  timeout resolve 1s
  timeout retry 1s
  hold valid 1s
  # An entry that is gone from the answer goes after this time: long enough for the checks of a restarted
  # Consul agent to pass again.
  hold obsolete 30s
  # No answer is no news: while Consul is away the last known servers stay, and the balancer's own checks
  # tell which of them live. (With 30s here all of them were taken out 30 s into an outage of Consul.)
  hold nx 1h
  hold refused 1h
  hold timeout 1h
  hold other 1h

frontend http
  bind "*:${httpPort}"
<#if outward??>
  # The certificate is read anew with each reload, and old connections stay with the old one.
  bind "*:${outward.port}" ssl crt "${outward.certificate}" alpn h2,http/1.1
</#if>
<#if services?has_content>
  # For a balancer in front of this one: 503 as soon as some service has nobody left to answer.
  monitor-uri /holdfast/lb-health
<#list services as service>
  monitor fail if { nbsrv("${service.name}") lt 1 }
</#list>
<#if outward??>
  # The health address above is answered before this, so on the plain port too.
  http-request redirect location "https://%[req.hdr(host),field(1,:)]${outward.suffix}%[pathq]" code 308 unless { ssl_fc }
  http-request set-header X-Forwarded-Proto https
</#if>
  http-request disable-l7-retry unless METH_GET
<#list frontendLines as line>
  ${line}
</#list>
<#list services as service>
<#if service?index gt 0>
  use_backend "${service.name}" if { req.hdr(host),field(1,:),lower -m beg "${service.name}." }
</#if>
</#list>
  default_backend "${services[0].name}"
<#else>
  monitor-uri /holdfast/lb-health
<#list frontendLines as line>
  ${line}
</#list>
  http-request return status 503
</#if>

frontend stats
  bind "127.0.0.1:${statsPort}"
  monitor-uri /health
  http-request use-service prometheus-exporter if { path /metrics }
  stats enable
  stats uri /
<#list services as service>

backend ${service.name}
  balance roundrobin
  option httpchk
  http-check send meth GET uri "${service.healthPath}" ver HTTP/1.1 hdr Host "${service.name}"
  http-check expect status 200-299
<#list backendLines as line>
  ${line}
</#list>
  default-server check inter 1s fastinter 500ms downinter 1s fall 2 rise 2 resolvers consul resolve-prefer ipv4 init-addr last,none
  server-template ${service.name} ${service.slots} "_${service.name}._tcp.service.${zone}"
</#list>
