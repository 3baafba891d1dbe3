package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.planner.ComponentStages.Members;
import java.util.List;
import java.util.Map;

/// Consul: its servers as a quorum, the access rules, its clients.
final class DiscoveryStages {
  private static final String COMPONENT = "consul";
  private static final String RAFT = "/consul/raft";

  private final Topology topology;
  private final String data;
  private final GateSpecs gates;
  private final QuorumGateSpecs member;
  private final ComponentStages components;
  private final OperationStages operations;
  private final HostWorks works;

  DiscoveryStages(PlanParts parts) {
    this.topology = parts.topology();
    this.data = parts.site().places().data();
    this.gates = parts.gates();
    this.member = QuorumGateSpecs.of(COMPONENT, parts.gates());
    this.components = parts.components();
    this.operations = parts.operations();
    this.works = parts.works();
  }

  List<Stage> startServers() {
    return components.start(
        new Members(
            "/first-start/consul-servers",
            "Start the discovery servers together",
            COMPONENT,
            topology::isServer),
        change -> List.of(member.formed(change.host())));
  }

  List<Stage> changeServers() {
    return components.changeQuorum(
        new Members(
            "/consul-servers",
            "Change the discovery servers one by one, the leader last",
            COMPONENT,
            topology::isServer),
        new Stage.QuorumRule(COMPONENT, topology.servers().size()),
        this::serverWork);
  }

  private Stage.HostWork serverWork(String stage, Change change) {
    var aside = List.of(new Action.SetAside(data + RAFT));
    return works.server(stage, change, member, aside, List.of());
  }

  List<Stage> access() {
    var bootstrap =
        HostSteps.operate(
            "/consul-access",
            topology.firstServer(),
            "bootstrap",
            "consul.bootstrap-acl",
            "set up access rules and tokens",
            false,
            Map.of());
    return operations.of(
        "/consul-access", "Set up access to discovery", List.of(bootstrap), List.of());
  }

  List<Stage> startClients() {
    return components.start(
        new Members(
            "/first-start/consul-clients",
            "Start the discovery clients",
            COMPONENT,
            topology::isNotServer),
        change -> List.of(gates.consulClientAlive(change.host(), change.desired().version())));
  }

  List<Stage> changeClients() {
    return components.changeInBatches(
        new Members(
            "/consul-clients", "Change the discovery clients", COMPONENT, topology::isNotServer),
        this::clientWork);
  }

  private Stage.HostWork clientWork(String stage, Change change) {
    return works.worker(
        stage,
        change,
        List.of(gates.consulClientAlive(change.host(), change.desired().version())),
        List.of(gates.consulClientAlive(change.host(), change.fromVersion())));
  }
}
