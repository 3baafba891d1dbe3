package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.planner.ComponentStages.Members;
import java.util.List;
import java.util.Map;

/// Consul: its servers as a quorum, the access rules, its clients.
record DiscoveryStages(PlanParts parts) {
  private static final String COMPONENT = "consul";
  private static final String RAFT = "/consul/raft";

  List<Stage> startServers() {
    return parts
        .components()
        .start(
            new Members(
                "/first-start/consul-servers",
                "Start the discovery servers together",
                COMPONENT,
                parts.topology()::isServer),
            change -> List.of(member().formed(change.host())));
  }

  List<Stage> changeServers() {
    return parts
        .components()
        .changeQuorum(
            new Members(
                "/consul-servers",
                "Change the discovery servers one by one, the leader last",
                COMPONENT,
                parts.topology()::isServer),
            new Stage.QuorumRule(COMPONENT, parts.topology().servers().size()),
            this::serverWork);
  }

  private Stage.HostWork serverWork(String stage, Change change) {
    var aside = List.of(new Action.SetAside(raft(parts.site().places().data())));
    var work = parts.works().server(stage, change, member(), aside, List.of());
    return parts.works().meeting(work, new SnapshotStages(parts).counted(change), List.of());
  }

  List<Stage> access() {
    var bootstrap =
        HostSteps.operate(
            "/consul-access",
            parts.topology().firstServer(),
            "bootstrap",
            "consul.bootstrap-acl",
            "set up access rules and tokens",
            false,
            Map.of());
    return parts
        .operations()
        .of("/consul-access", "Set up access to discovery", List.of(bootstrap), List.of());
  }

  List<Stage> startClients() {
    return parts
        .components()
        .start(
            new Members(
                "/first-start/consul-clients",
                "Start the discovery clients",
                COMPONENT,
                parts.topology()::isNotServer),
            change ->
                List.of(
                    parts.gates().consulClientAlive(change.host(), change.desired().version())));
  }

  List<Stage> changeClients() {
    return parts
        .components()
        .changeInBatches(
            new Members(
                "/consul-clients",
                "Change the discovery clients",
                COMPONENT,
                parts.topology()::isNotServer),
            this::clientWork);
  }

  private Stage.HostWork clientWork(String stage, Change change) {
    return parts
        .works()
        .worker(
            stage,
            change,
            List.of(parts.gates().consulClientAlive(change.host(), change.desired().version())),
            List.of(parts.gates().consulClientAlive(change.host(), change.fromVersion())));
  }

  private QuorumGateSpecs member() {
    return new QuorumGateSpecs(COMPONENT, parts.gates());
  }

  /// Where the servers' raft data lie, below the site's data folder.
  static String raft(String data) {
    return data + RAFT;
  }
}
