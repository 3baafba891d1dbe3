package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.ComponentStages.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The engine `swarm`: Docker on every host, the managers as a quorum, the workers around traffic,
/// and the services that run on them.
record SwarmStages(PlanInput input, PlanParts parts) implements EngineStages {
  private static final String COMPONENT = "docker";
  private static final String QUORUM = "swarm";
  private static final String CLUSTER = "/swarm";

  @Override
  public List<Stage> stages() {
    return Stream.of(start(), formCluster(), changeManagers(), changeWorkers())
        .flatMap(List::stream)
        .toList();
  }

  private List<Stage> start() {
    return parts
        .components()
        .start(
            new Members(
                "/first-start/docker",
                "Start the container engine on every host",
                COMPONENT,
                parts.topology()::isAny),
            change -> List.of());
  }

  private List<Stage> formCluster() {
    var steps = new ArrayList<Step>();
    var first = parts.topology().firstServer();
    steps.add(onCluster(first, "init", "found the cluster", Map.of()));
    for (var server : parts.topology().servers().subList(1, parts.topology().servers().size())) {
      steps.add(join(server, "manager"));
    }
    for (var server : parts.topology().servers()) {
      if (!parts.topology().workers().contains(server)) {
        steps.add(
            onCluster(
                server,
                "availability",
                "keep work off this manager",
                Map.of("availability", "drain")));
      }
    }
    parts.topology().workers().stream()
        .filter(parts.topology()::isNotServer)
        .forEach(worker -> steps.add(join(worker, "worker")));
    return parts
        .operations()
        .of(CLUSTER, "Join the hosts to one cluster", steps, List.of(member().formed(first)));
  }

  private static Step join(String host, String role) {
    return onCluster(host, "join", "join as " + role, Map.of("role", role));
  }

  private static Step onCluster(
      String host, String name, String title, Map<String, String> parameters) {
    var all = new java.util.TreeMap<>(parameters);
    all.put("host", host);
    return HostSteps.operate(CLUSTER, host, name, "swarm." + name, title, false, all);
  }

  private List<Stage> changeManagers() {
    return parts
        .components()
        .changeQuorum(
            new Members(
                "/docker-managers",
                "Change the engine's managers one by one, the leader last",
                COMPONENT,
                parts.topology()::isServer),
            new Stage.QuorumRule(QUORUM, parts.topology().servers().size()),
            this::managerWork);
  }

  private Stage.HostWork managerWork(String stage, Change change) {
    var rejoin = List.of(rejoin(stage, change.host()));
    return parts.works().server(stage, change, member(), List.of(), rejoin);
  }

  /// Changes nothing where the old manager is back as itself; where it is not, it joins anew.
  private static Step rejoin(String stage, String host) {
    return HostSteps.operate(
        stage,
        host,
        "rejoin",
        "swarm.leave-and-rejoin",
        "join anew if it did not come back as itself",
        true,
        Map.of("host", host));
  }

  private List<Stage> changeWorkers() {
    return parts
        .components()
        .changeInBatches(
            new Members(
                "/docker-workers",
                "Change the engine's workers",
                COMPONENT,
                parts.topology()::isNotServer),
            this::workerWork);
  }

  private Stage.HostWork workerWork(String stage, Change change) {
    var host = change.host();
    return parts
        .works()
        .worker(
            stage,
            change,
            List.of(
                parts
                    .gates()
                    .held(parts.gates().swarmWorkerReady(host, change.desired().version())),
                parts.gates().soak(change)),
            List.of(parts.gates().swarmWorkerReady(host, change.fromVersion())));
  }

  @Override
  public List<Stage> services() {
    return new ServiceStages(input, parts).stages("swarm");
  }

  private QuorumGateSpecs member() {
    return new QuorumGateSpecs(QUORUM, parts.gates());
  }
}
