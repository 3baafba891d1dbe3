package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Staying;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Makes the plan of an install, an apply, an upgrade or a rollback. All are the same question:
/// what differs between what shall stand and what stands? A component that is new on its host is
/// started together with its like; one that runs already changes one host after the other behind
/// gates.
///
/// The same input gives the same plan, byte for byte.
public final class Planner {
  private final PlanInput input;
  private final List<Change> changes;

  private Planner(PlanInput input) {
    this.input = input;
    this.changes =
        input.desired().stream()
            .flatMap(
                host -> host.copies().values().stream().map(copy -> changeOf(host.host(), copy)))
            .filter(Change::isNeeded)
            .toList();
  }

  /// Refuses versions that may not follow what stands; a plan is made of the others only.
  public static Plan plan(PlanInput input) {
    ExistingChecks.check(input);
    var wanted = input.withStaying();
    StayingChecks.check(wanted);
    VersionChecks.check(wanted);
    return new Planner(wanted).plan(input.stays().staying(input.desired(), input.readings()));
  }

  private Change changeOf(String host, DesiredCopy copy) {
    return Change.between(host, copy, reading(host), input.digest());
  }

  private Plan plan(List<Staying> staying) {
    return new Plan(
        Plan.SCHEMA,
        input.siteId(),
        input.site().site(),
        input.verb(),
        basis(),
        hostChanges(),
        stages(),
        ExistingChecks.used(input.site()),
        Optional.of(input.absent()).filter(hosts -> !hosts.isEmpty()),
        Optional.of(staying).filter(some -> !some.isEmpty()),
        Optional.empty());
  }

  /// The fixed order: ports in the hosts' firewalls, what is stopped and others wait for, agents,
  /// places of servers, snapshots, discovery servers, discovery clients, the engine's servers and
  /// workers, load balancers, keys that nobody reads any more, services, ports that nobody needs
  /// any more.
  private List<Stage> stages() {
    var stopped = Stopped.of(input.site().engine(), changes);
    var parts = PlanParts.of(input, stopped.leftToChange());
    var agents = new AgentStages(parts);
    var discovery = new DiscoveryStages(parts);
    var engine = EngineStages.of(input, parts);
    var balancers = new BalancerStages(parts);
    return Stream.of(
            new Staging(input, changes, parts.works().steps()).stages(),
            new FirewallStages(input, changes).stages(),
            stopped.stages(parts),
            agents.start(),
            agents.change(),
            new PlaceStages(input, parts).stages(),
            new SnapshotStages(parts).stages(),
            discovery.startServers(),
            discovery.changeServers(),
            discovery.access(),
            discovery.startClients(),
            discovery.changeClients(),
            engine.stages(),
            balancers.start(),
            balancers.change(),
            new WithdrawnKeys(input).stages(),
            engine.services(),
            new ClosedPorts(input, changes, parts).stages())
        .flatMap(List::stream)
        .toList();
  }

  private Plan.Basis basis() {
    var members = new TreeMap<String, List<String>>();
    var servers = input.site().servers().stream().map(Host::name).toList();
    members.put("consul", servers);
    members.put(input.site().engine().word(), servers);
    return new Plan.Basis(input.bundleDigest(), input.siteDigest(), hostDigests(), members);
  }

  private SortedMap<String, String> hostDigests() {
    var digests = new TreeMap<String, String>();
    for (var host : input.desired()) {
      digests.put(host.host(), digestOf(reading(host.host())));
    }
    return digests;
  }

  /// What of a host a plan rests on: identity, installed copies, managed files and packages.
  public static String digestOf(HostReading reading) {
    return Sha256.of(
        Json.canonical(
            List.of(
                reading.siteId().orElse(""),
                reading.machineId(),
                reading.current(),
                reading.files(),
                reading.packages())));
  }

  private SortedMap<String, Plan.HostChange> hostChanges() {
    var byHost = new TreeMap<String, Plan.HostChange>();
    for (var host : input.desired()) {
      var current = reading(host.host()).current();
      var to = new TreeMap<String, String>();
      host.copies().forEach((component, copy) -> to.put(component, copy.copyId()));
      var from = new TreeMap<>(current);
      from.keySet().retainAll(to.keySet());
      byHost.put(host.host(), new Plan.HostChange(from, to));
    }
    return byHost;
  }

  private HostReading reading(String host) {
    return Optional.ofNullable(input.readings().get(host))
        .orElseThrow(() -> new IllegalArgumentException("no reading of host " + host));
  }
}
