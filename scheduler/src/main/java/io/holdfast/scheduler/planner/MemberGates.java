package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The gates of a host that changes as a whole and none of its products does: the cluster can do
/// without it before, and sees it as it should be afterwards, in each of its roles. `versions` maps
/// each component of ours on it to the version that runs.
record MemberGates(
    Engine engine, Topology topology, GateSpecs gates, String name, Map<String, String> versions) {

  static MemberGates of(PlanParts parts, DesiredHost host) {
    var versions =
        host.copies().values().stream()
            .collect(Collectors.toMap(DesiredCopy::component, DesiredCopy::version));
    return new MemberGates(
        parts.site().engine(), parts.topology(), parts.gates(), host.host(), versions);
  }

  List<GateSpec> before() {
    var all = new ArrayList<GateSpec>();
    quorums().forEach(quorum -> all.add(quorum.before(name)));
    all.addAll(otherBalancers());
    if (topology.isServing(name)) {
      all.addAll(gates.othersServe(name));
    }
    return List.copyOf(all);
  }

  /// While the only host that serves is away, or was taken out of traffic, no balancer has anybody
  /// to send requests to.
  List<GateSpec> otherBalancers() {
    return topology.isBalancer(name) && !topology.servesAlone(name)
        ? topology.otherBalancers(name).stream().map(gates::balancerServes).toList()
        : List.of();
  }

  List<GateSpec> again() {
    return quorums().stream().map(quorum -> quorum.orDown(name)).toList();
  }

  List<GateSpec> after() {
    var all = new ArrayList<GateSpec>();
    for (var quorum : quorums()) {
      version(component(quorum.product()))
          .ifPresent(version -> all.add(quorum.member(name, version)));
    }
    if (topology.isNotServer(name)) {
      version(Layout.CONSUL)
          .ifPresent(version -> all.add(gates.held(gates.consulClientAlive(name, version))));
    }
    worker().ifPresent(ready -> all.add(gates.held(ready)));
    if (topology.isBalancer(name)) {
      all.add(gates.balancerServes(name));
    }
    if (topology.isServing(name)) {
      all.add(gates.hostBack(name));
    }
    return List.copyOf(all);
  }

  private Optional<GateSpec> worker() {
    if (!topology.isWorker(name)) {
      return Optional.empty();
    }
    return switch (engine) {
      case NOMAD -> Optional.of(gates.nomadWorkerReady(name));
      case SWARM ->
          topology.isServer(name)
              ? Optional.empty()
              : version(Layout.DOCKER).map(version -> gates.swarmWorkerReady(name, version));
    };
  }

  private List<QuorumGateSpecs> quorums() {
    return topology.isServer(name)
        ? List.of(
            new QuorumGateSpecs(Layout.CONSUL, gates), new QuorumGateSpecs(engine.word(), gates))
        : List.of();
  }

  private static String component(String product) {
    return product.equals(Engine.SWARM.word()) ? Layout.DOCKER : product;
  }

  private Optional<String> version(String component) {
    return Optional.ofNullable(versions.get(component));
  }
}
