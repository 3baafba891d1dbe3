package io.holdfast.scheduler.planner;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.PortUse;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Steps that connect from other hosts to the ports of one. Connections that stand already say
/// nothing about a firewall: it lets them go on when it would refuse new ones.
///
/// Asked are the ports of our own products over TCP: something listens there once the cluster
/// stands. Those of the vendor's services are seen by the load balancers, which connect anew for
/// each health check.
record Connections(Site site, Manifest manifest) {
  private static final Set<String> OWN =
      Set.of(Layout.CONSUL, Layout.NOMAD, Layout.DOCKER, Layout.HAPROXY);
  private static final int SECONDS = 60;

  /// A refusal counts as shut too: rules that reject answer with the same.
  private static final String CONNECT =
      "for to; do for try in 1 2 3; do"
          + " timeout 3 bash -c ': </dev/tcp/'\"${to%:*}/${to#*:}\" 2>/dev/null && continue 2;"
          + " sleep 1; done; echo \"no connection to tcp $to: the host's own rules shut it;"
          + " holdfast requirements SITE --firewall prints what they must let through\" >&2;"
          + " exit 1; done";

  /// One step for each host that connects.
  List<Step> stepsTo(String stage, Host to) {
    var byHost = new TreeMap<String, List<String>>();
    for (var use : Renderer.ports(site, to, manifest.vendor())) {
      if (use.protocol() == PortUse.Protocol.TCP && OWN.contains(use.component())) {
        from(use, to)
            .ifPresent(
                from ->
                    byHost
                        .computeIfAbsent(from.name(), _ -> new ArrayList<>())
                        .add(to.address() + ":" + use.port()));
      }
    }
    return byHost.entrySet().stream()
        .map(it -> step(stage, to, it.getKey(), it.getValue()))
        .toList();
  }

  private Optional<Host> from(PortUse use, Host to) {
    return site.hosts().stream()
        .filter(host -> !host.equals(to))
        .filter(
            host ->
                switch (use.reachedFrom()) {
                  case HOST -> false;
                  case CLUSTER -> use.isConnectedBy(host);
                  case ANYWHERE -> true;
                })
        .findFirst();
  }

  private static Step step(String stage, Host to, String from, List<String> targets) {
    var line = new ArrayList<>(List.of("/bin/bash", "-c", CONNECT, "connect"));
    line.addAll(targets);
    return new Step(
        stage + "/" + to.name() + "/connect-from-" + from,
        from,
        "connect anew to " + String.join(" ", targets),
        new Step.OnHost(List.of(new Action.Check(line, SECONDS))),
        false,
        1_000);
  }
}
