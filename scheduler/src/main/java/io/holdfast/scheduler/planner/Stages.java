package io.holdfast.scheduler.planner;

import io.holdfast.bundle.manifest.Blob;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.scheduler.platform.ServiceImages;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The stages of a plan in their fixed order; each method is one part of the order of design:
/// agents, discovery servers, discovery clients, the engine's managers and workers, load balancers,
/// services.
final class Stages {
  private static final String CONSUL_DATA = "/consul/raft";

  private final PlanInput input;
  private final List<Change> changes;
  private final HostSteps steps;
  private final GateSpecs gates;
  private final List<String> servers;
  private final List<String> workers;
  private final List<String> balancers;

  Stages(PlanInput input, List<Change> changes) {
    this.input = input;
    this.changes = changes;
    this.steps = new HostSteps(input.site().places().program());
    this.gates = new GateSpecs(input.site());
    this.servers = input.site().servers().stream().map(host -> host.name()).toList();
    this.workers = input.site().workers().stream().map(host -> host.name()).toList();
    this.balancers = input.site().loadBalancers().stream().map(host -> host.name()).toList();
  }

  List<Stage> staging() {
    var staged = new ArrayList<Step>();
    for (var host : input.desired()) {
      var own = changes.stream().filter(change -> change.host().equals(host.host())).toList();
      var images = missingImages(host);
      var blobs = blobs(own, images);
      if (!blobs.isEmpty()) {
        staged.add(steps.copyBlobs("/stage", host.host(), List.copyOf(blobs), bytes(blobs)));
      }
      if (own.stream().anyMatch(Change::copyDiffers) || !images.isEmpty()) {
        staged.add(steps.stage("/stage", host.host(), own, images));
      }
    }
    return staged.isEmpty()
        ? List.of()
        : List.of(
            new Stage.Everywhere(
                "/stage",
                "Bring everything to the hosts while all runs as before",
                staged,
                List.of()));
  }

  /// The agent is the host runner: its copy stands on the host before the first step can be asked
  /// for.
  private static boolean bringsItself(Change change) {
    return change.desired().component().equals(Layout.AGENT);
  }

  private static SortedSet<String> blobs(List<Change> own, List<Action.ImportImage> images) {
    var blobs = new TreeSet<String>();
    own.stream()
        .filter(change -> change.copyDiffers() && !bringsItself(change))
        .forEach(change -> blobs.addAll(change.desired().blobs()));
    images.forEach(image -> blobs.addAll(image.blobs()));
    return blobs;
  }

  private long bytes(Set<String> blobs) {
    Map<String, Long> sizes =
        input.manifest().blobs().stream().collect(Collectors.toMap(Blob::sha256, Blob::size));
    return blobs.stream().mapToLong(blob -> sizes.getOrDefault(blob, 0L)).sum();
  }

  /// Images that the host's own registry does not serve yet.
  private List<Action.ImportImage> missingImages(DesiredHost host) {
    var served = Optional.ofNullable(input.readings().get(host.host())).orElseThrow().images();
    return host.images().stream()
        .filter(
            image ->
                !image.manifestDigest().equals(served.get(image.repository() + ":" + image.tag())))
        .toList();
  }

  List<Stage> agents() {
    return concat(
        List.of(
            firstStart(
                "/first-start/agent",
                "Start the agent on every host",
                "agent",
                host -> true,
                change -> List.of(gates.agentHealthy(change))),
            group(
                "/agent",
                "Change the agent on every host",
                "agent",
                host -> true,
                Optional.empty(),
                this::agentWork)));
  }

  private Stage.HostWork agentWork(String stage, Change change) {
    return new Stage.HostWork(
        change.host(),
        List.of(),
        List.of(steps.swap(stage, change)),
        List.of(gates.agentHealthy(change)),
        List.of(steps.undo(stage, change, List.of())),
        List.of(gates.agentHealthyBefore(change)));
  }

  List<Stage> discoveryServers() {
    var rule = Optional.of(new Stage.QuorumRule("consul", servers.size()));
    return concat(
        List.of(
            firstStart(
                "/first-start/consul-servers",
                "Start the discovery servers together",
                "consul",
                servers::contains,
                change -> List.of(gates.consulFormed(change.host()))),
            group(
                "/consul-servers",
                "Change the discovery servers one by one, the leader last",
                "consul",
                servers::contains,
                rule,
                this::consulServerWork)));
  }

  private Stage.HostWork consulServerWork(String stage, Change change) {
    var aside = List.of(new Action.SetAside(input.site().places().data() + CONSUL_DATA));
    return new Stage.HostWork(
        change.host(),
        List.of(gates.consulQuorumBefore(change.host())),
        List.of(steps.swap(stage, change)),
        List.of(
            gates.consulMemberAfter(change.host(), change.desired().version()), gates.soak(change)),
        List.of(steps.undo(stage, change, aside)),
        List.of(gates.consulMemberBack(change.host(), change.fromVersion())));
  }

  List<Stage> discoveryAccess() {
    var step =
        HostSteps.operate(
            "/consul-access",
            servers.getFirst(),
            "bootstrap",
            "consul.bootstrap-acl",
            "set up access rules and tokens",
            false,
            Map.of());
    return pendingSequence(
        "/consul-access", "Set up access to discovery", List.of(step), List.of());
  }

  List<Stage> discoveryClients() {
    return concat(
        List.of(
            firstStart(
                "/first-start/consul-clients",
                "Start the discovery clients",
                "consul",
                this::isNotServer,
                change ->
                    List.of(gates.consulClientAlive(change.host(), change.desired().version()))),
            group(
                "/consul-clients",
                "Change the discovery clients",
                "consul",
                this::isNotServer,
                Optional.empty(),
                this::consulClientWork)));
  }

  private Stage.HostWork consulClientWork(String stage, Change change) {
    var serving = isServing(change.host());
    return new Stage.HostWork(
        change.host(),
        serving ? List.of(gates.othersServe(change.host())) : List.of(),
        aroundTraffic(stage, change, serving),
        concatGates(
            List.of(gates.consulClientAlive(change.host(), change.desired().version())),
            serving ? List.of(gates.hostBack(change.host())) : List.of()),
        undoAroundTraffic(stage, change, serving),
        concatGates(
            List.of(gates.consulClientAlive(change.host(), change.fromVersion())),
            serving ? List.of(gates.hostBack(change.host())) : List.of()));
  }

  List<Stage> engine() {
    var rule = Optional.of(new Stage.QuorumRule("swarm", servers.size()));
    return concat(
        List.of(
            firstStart(
                "/first-start/docker",
                "Start the container engine on every host",
                "docker",
                host -> true,
                change -> List.of()),
            cluster(),
            group(
                "/docker-managers",
                "Change the engine's managers one by one, the leader last",
                "docker",
                servers::contains,
                rule,
                this::managerWork),
            group(
                "/docker-workers",
                "Change the engine's workers",
                "docker",
                this::isNotServer,
                Optional.empty(),
                this::workerWork)));
  }

  private List<Stage> cluster() {
    var operations = new ArrayList<Step>();
    var first = servers.getFirst();
    operations.add(
        HostSteps.operate(
            "/swarm",
            first,
            "init",
            "swarm.init",
            "found the cluster",
            false,
            Map.of("host", first)));
    for (var server : servers.subList(1, servers.size())) {
      operations.add(join(server, "manager"));
    }
    for (var server : servers.stream().filter(host -> !workers.contains(host)).toList()) {
      operations.add(
          HostSteps.operate(
              "/swarm",
              server,
              "availability",
              "swarm.availability",
              "keep work off this manager",
              false,
              Map.of("host", server, "availability", "drain")));
    }
    workers.stream()
        .filter(this::isNotServer)
        .forEach(worker -> operations.add(join(worker, "worker")));
    return pendingSequence(
        "/swarm", "Join the hosts to one cluster", operations, List.of(gates.swarmFormed(first)));
  }

  private static Step join(String host, String role) {
    return HostSteps.operate(
        "/swarm",
        host,
        "join",
        "swarm.join",
        "join as " + role,
        false,
        Map.of("host", host, "role", role));
  }

  private Stage.HostWork managerWork(String stage, Change change) {
    return new Stage.HostWork(
        change.host(),
        List.of(gates.swarmQuorumBefore(change.host())),
        List.of(steps.swap(stage, change)),
        List.of(
            gates.swarmManagerAfter(change.host(), change.desired().version()), gates.soak(change)),
        List.of(steps.undo(stage, change, List.of()), rejoin(stage, change.host())),
        List.of(gates.swarmManagerBack(change.host(), change.fromVersion())));
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

  private Stage.HostWork workerWork(String stage, Change change) {
    var serving = isServing(change.host());
    return new Stage.HostWork(
        change.host(),
        serving ? List.of(gates.othersServe(change.host())) : List.of(),
        aroundTraffic(stage, change, serving),
        concatGates(
            List.of(gates.swarmWorkerReady(change.host(), change.desired().version())),
            serving
                ? List.of(gates.hostBack(change.host()), gates.soak(change))
                : List.of(gates.soak(change))),
        undoAroundTraffic(stage, change, serving),
        concatGates(
            List.of(gates.swarmWorkerReady(change.host(), change.fromVersion())),
            serving ? List.of(gates.hostBack(change.host())) : List.of()));
  }

  List<Stage> loadBalancers() {
    return concat(
        List.of(
            firstStart(
                "/first-start/load-balancers",
                "Start the load balancers",
                "haproxy",
                balancers::contains,
                change -> List.of(gates.started(change))),
            group(
                "/load-balancers",
                "Change the load balancers, never both of a pair",
                "haproxy",
                balancers::contains,
                Optional.empty(),
                this::balancerWork)));
  }

  private Stage.HostWork balancerWork(String stage, Change change) {
    var others =
        balancers.stream()
            .filter(host -> !host.equals(change.host()))
            .map(gates::balancerServes)
            .toList();
    return new Stage.HostWork(
        change.host(),
        others,
        List.of(steps.swap(stage, change)),
        List.of(gates.balancerServes(change.host()), gates.everyBackendUp()),
        List.of(steps.undo(stage, change, List.of())),
        List.of(gates.balancerServes(change.host())));
  }

  List<Stage> services() {
    var operations = new ArrayList<Step>();
    for (var service : input.manifest().vendor().services()) {
      var image = ServiceImages.reference(input.manifest(), service);
      operations.add(
          HostSteps.operate(
              "/services/" + service.name(),
              servers.getFirst(),
              "deploy",
              "swarm.deploy-service",
              "deploy " + service.name(),
              true,
              Map.of(
                  "service",
                  service.name(),
                  "image",
                  image,
                  "specification",
                  Json.write(service))));
    }
    var after =
        new ArrayList<>(
            input.manifest().vendor().services().stream().map(gates::serviceRunning).toList());
    if (!after.isEmpty() && !balancers.isEmpty()) {
      after.add(gates.everyBackendUp());
    }
    return pendingSequence("/services", "Deploy the services", operations, after);
  }

  private List<Step> aroundTraffic(String stage, Change change, boolean serving) {
    if (!serving) {
      return List.of(steps.swap(stage, change));
    }
    return List.of(
        gates.drain(stage, change.host()),
        steps.swap(stage, change),
        gates.ready(stage, change.host(), "ready"));
  }

  private List<Step> undoAroundTraffic(String stage, Change change, boolean serving) {
    var undo = steps.undo(stage, change, List.of());
    return serving
        ? List.of(undo, gates.ready(stage, change.host(), "ready-again"))
        : List.of(undo);
  }

  /// A host whose backends answer requests has to be taken out of every load balancer first.
  private boolean isServing(String host) {
    return workers.contains(host)
        && !balancers.isEmpty()
        && !input.manifest().vendor().services().isEmpty();
  }

  private boolean isNotServer(String host) {
    return !servers.contains(host);
  }

  private List<Stage> firstStart(
      String path,
      String title,
      String component,
      Predicate<String> hosts,
      Function<Change, List<GateSpec>> after) {
    var own = of(component, hosts).filter(Change::isFirst).toList();
    if (own.isEmpty()) {
      return List.of();
    }
    var started = own.stream().map(change -> steps.start(path, change)).toList();
    var met =
        own.stream()
            .flatMap(change -> after.apply(change).stream())
            .collect(
                Collectors.toMap(GateSpec::path, Function.identity(), (a, b) -> a, TreeMap::new));
    return List.of(new Stage.Everywhere(path, title, started, List.copyOf(met.values())));
  }

  private List<Stage> group(
      String path,
      String title,
      String component,
      Predicate<String> hosts,
      Optional<Stage.QuorumRule> quorum,
      WorkOf work) {
    var own = of(component, hosts).filter(change -> !change.isFirst()).toList();
    if (own.isEmpty()) {
      return List.of();
    }
    var batch =
        quorum.isPresent() || component.equals("haproxy")
            ? 1
            : input.site().upgrade().workerBatch();
    return List.of(
        new Stage.Group(
            path,
            title,
            component,
            quorum,
            batch,
            own.stream().map(change -> work.of(path, change)).toList()));
  }

  private java.util.stream.Stream<Change> of(String component, Predicate<String> hosts) {
    return changes.stream()
        .filter(
            change -> change.desired().component().equals(component) && hosts.test(change.host()));
  }

  /// Only what would change something; without any the stage is left out, its gates too.
  private List<Stage> pendingSequence(
      String path, String title, List<Step> operations, List<GateSpec> after) {
    var pending =
        operations.stream()
            .filter(
                step ->
                    step.work() instanceof Step.Operate operate && input.pending().test(operate))
            .toList();
    return pending.isEmpty() ? List.of() : List.of(new Stage.Sequence(path, title, pending, after));
  }

  private static List<GateSpec> concatGates(List<GateSpec> first, List<GateSpec> second) {
    return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
  }

  private static List<Stage> concat(List<List<Stage>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  /// The whole change of one host in a group.
  private interface WorkOf {
    Stage.HostWork of(String stage, Change change);
  }
}
