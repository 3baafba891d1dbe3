package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The gates of a host that changes as a whole and none of its products does: the cluster can do
/// without it before, and sees it as it should be afterwards, in each of its roles.
record MemberGates(PlanParts parts, DesiredHost host) {

  List<GateSpec> before() {
    var all = new ArrayList<GateSpec>();
    quorums().forEach(quorum -> all.add(quorum.before(name())));
    if (parts.topology().isBalancer(name())) {
      parts
          .topology()
          .otherBalancers(name())
          .forEach(other -> all.add(parts.gates().balancerServes(other)));
    }
    if (parts.topology().isServing(name()) && parts.topology().workers().size() > 1) {
      all.add(parts.gates().othersServe(name()));
    }
    return List.copyOf(all);
  }

  List<GateSpec> again() {
    return quorums().stream().map(quorum -> quorum.orDown(name())).toList();
  }

  List<GateSpec> after() {
    var gates = parts.gates();
    var all = new ArrayList<GateSpec>();
    for (var quorum : quorums()) {
      version(component(quorum.product()))
          .ifPresent(version -> all.add(quorum.member(name(), version)));
    }
    if (parts.topology().isNotServer(name())) {
      version(Layout.CONSUL)
          .ifPresent(version -> all.add(gates.held(gates.consulClientAlive(name(), version))));
    }
    worker().ifPresent(ready -> all.add(gates.held(ready)));
    if (parts.topology().isBalancer(name())) {
      all.add(gates.balancerServes(name()));
    }
    if (parts.topology().isServing(name())) {
      all.add(gates.hostBack(name()));
    }
    return List.copyOf(all);
  }

  private Optional<GateSpec> worker() {
    if (!parts.topology().isWorker(name())) {
      return Optional.empty();
    }
    return switch (parts.site().engine()) {
      case NOMAD -> Optional.of(parts.gates().nomadWorkerReady(name()));
      case SWARM ->
          parts.topology().isServer(name())
              ? Optional.empty()
              : version(Layout.DOCKER)
                  .map(version -> parts.gates().swarmWorkerReady(name(), version));
    };
  }

  private List<QuorumGateSpecs> quorums() {
    return parts.topology().isServer(name())
        ? List.of(
            new QuorumGateSpecs(Layout.CONSUL, parts.gates()),
            new QuorumGateSpecs(parts.site().engine().word(), parts.gates()))
        : List.of();
  }

  private static String component(String product) {
    return product.equals(Engine.SWARM.word()) ? Layout.DOCKER : product;
  }

  private Optional<String> version(String component) {
    return host.copy(component).map(copy -> copy.version());
  }

  private String name() {
    return host.host();
  }
}
