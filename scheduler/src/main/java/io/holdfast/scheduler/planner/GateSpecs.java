package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.vendor.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The gates of a plan with the site's times: how long a condition must hold, and how long it is
/// waited for.
///
/// Ten minutes of patience are from practice: three were too short for a server that had to fetch a
/// snapshot (munchbox-hashi-upgrade, its design notes).
final class GateSpecs {
  private static final long PATIENCE_MS = 600_000;
  private static final long POLL_MS = 1_000;
  private static final long GONE_MS = 120_000;

  private final Site site;
  private final long stableMs;
  private final long watchedMs;
  private final long patienceMs;
  private final int voters;
  private final int workerBatch;

  /// `workerBatch` is how many workers change at once.
  GateSpecs(Site site, int workerBatch) {
    this.workerBatch = workerBatch;
    this.site = site;
    this.stableMs = site.upgrade().stabilisationSeconds() * 1_000L;
    this.watchedMs = stableMs + site.upgrade().soakSeconds() * 1_000L;
    this.patienceMs = site.upgrade().patienceSeconds() * 1_000L;
    this.voters = site.servers().size();
  }

  Site site() {
    return site;
  }

  GateSpec agentHealthy(Change change) {
    return agentHealthy(change.host(), change.desired().version());
  }

  GateSpec agentHealthy(String host, String version) {
    return met("agent.healthy", host, 2_000, patienceMs, Map.of("version", version));
  }

  GateSpec agentHealthyBefore(Change change) {
    return agentHealthy(change.host(), change.fromVersion());
  }

  GateSpec formed(String gate, String host) {
    return met(gate, host, 2_000, PATIENCE_MS, voterCount());
  }

  /// These servers vote and agree on a leader; where `members` are named, the voters are these.
  GateSpec ledAgain(String system, List<String> servers, List<String> members) {
    var parameters = new TreeMap<>(Map.of("servers", String.join(",", servers)));
    if (!members.isEmpty()) {
      parameters.put("members", String.join(",", members));
    }
    return met(system + ".led-again", "", 2_000, PATIENCE_MS, parameters);
  }

  GateSpec nomadKeyringReady(String host) {
    return met("nomad.keyring-ready", host, 0, PATIENCE_MS, Map.of());
  }

  GateSpec quorumBefore(String gate, String host) {
    return met(gate, host, 0, PATIENCE_MS, voterCount());
  }

  /// The same for a server that is forgotten: once one product has forgotten it, the gate is met
  /// without it, so that a run that stopped there goes on.
  GateSpec quorumWithout(String gate, String host) {
    return quorumWithout(gate, host, List.of(host));
  }

  /// The same where several leave one after the other.
  GateSpec quorumWithout(String gate, String host, List<String> leaving) {
    return met(gate, host, 0, PATIENCE_MS, without(leaving));
  }

  /// Each server that stays knows the host no more.
  GateSpec membersLeft(String gate, String host, List<String> leaving) {
    return met(gate, host, stableMs, PATIENCE_MS, without(leaving));
  }

  /// The cluster itself has lost the host. Gossip needs some seconds for that; who switches a host
  /// off only now is waited for.
  GateSpec seenGone(String host) {
    return met("consul.seen-gone", host, 0, GONE_MS, Map.of());
  }

  private Map<String, String> without(List<String> leaving) {
    var parameters = new TreeMap<>(voterCount());
    parameters.put(Parameters.WITHOUT, String.join(",", leaving));
    return parameters;
  }

  GateSpec quorumOrDown(String gate, String host) {
    return met(gate, host, 0, PATIENCE_MS, voterCount());
  }

  GateSpec memberAfter(String gate, String host, String version) {
    return met(gate, host, watchedMs, watchedMs + patienceMs, withVoters(version));
  }

  GateSpec memberBack(String gate, String host, String version) {
    return met(gate, host, stableMs, PATIENCE_MS, withVoters(version));
  }

  /// Seldom looked at, for it asks for long lists. `counting` is the step that counted before.
  GateSpec durableCounts(String product, String host, String counting) {
    var gate = product + ".durable-counts";
    return new GateSpec(
        gate + "@" + host,
        gate,
        new TreeMap<>(Map.of("host", host, "counting", counting)),
        0,
        watchedMs + patienceMs,
        10 * POLL_MS);
  }

  GateSpec consulClientAlive(String host, String version) {
    return met("consul.client-alive", host, 2_000, patienceMs, Map.of("version", version));
  }

  GateSpec swarmWorkerReady(String host, String version) {
    return met("swarm.worker-ready", host, 2_000, patienceMs, Map.of("version", version));
  }

  GateSpec nomadWorkerReady(String host, String version) {
    return met("nomad.worker-ready", host, 2_000, patienceMs, Map.of("version", version));
  }

  /// The client has asked each network plugin for its version.
  GateSpec nomadPluginsRead(String host, String version) {
    return met("nomad.plugins-read", host, 0, patienceMs, Map.of("version", version));
  }

  /// Whatever version runs there.
  GateSpec nomadWorkerReady(String host) {
    return met("nomad.worker-ready", host, 2_000, patienceMs, Map.of());
  }

  /// The same for the stabilisation time: a worker that comes and goes is not back. It is watched
  /// while the soak is, so that nothing takes longer.
  GateSpec held(GateSpec ready) {
    return new GateSpec(
        ready.path(),
        ready.gate(),
        ready.parameters(),
        Math.max(ready.stableMs(), stableMs),
        ready.timeoutMs(),
        ready.pollMs());
  }

  GateSpec nomadSameWork(String host) {
    return met("nomad.same-work", host, stableMs, patienceMs, Map.of());
  }

  /// As many others as change at the same time may be drained by their own change a moment later.
  /// Without another worker nobody is waited for, and the outline of the plan announces the
  /// downtime.
  List<GateSpec> othersServe(String host) {
    return othersServe("lb.backends-up", host);
  }

  List<GateSpec> othersServeOrDown(String host) {
    return othersServe("lb.others-serve-or-down", host);
  }

  private List<GateSpec> othersServe(String gate, String host) {
    var needed = Math.min(workerBatch, site.workers().size() - 1);
    return needed < 1
        ? List.of()
        : List.of(met(gate, host, 0, PATIENCE_MS, Map.of("minimum", Integer.toString(needed))));
  }

  /// Polling it keeps the host out of traffic, also where a load balancer has forgotten it.
  GateSpec drained(String host) {
    return met(
        "lb.drained",
        host,
        0,
        drainMs() + patienceMs,
        Map.of("deadlineMs", Long.toString(drainMs())));
  }

  GateSpec everyBackendUp() {
    return met(
        "lb.backends-up",
        "",
        0,
        PATIENCE_MS,
        Map.of("engine", engine(), "minimum", Integer.toString(site.workers().size())));
  }

  GateSpec hostBack(String host) {
    return met("lb.host-back", host, 3_000, patienceMs, Map.of("engine", engine()));
  }

  GateSpec balancerServes(String host) {
    return met("lb.serving", host, 2_000, patienceMs, Map.of());
  }

  /// Every copy of the service runs on every worker; `deployed` is what its deployment was told.
  GateSpec serviceRunning(String engine, ServiceSpec service, Map<String, String> deployed) {
    var parameters = new TreeMap<>(deployed);
    parameters.put(
        "instances", Integer.toString(service.instancesPerWorker() * site.workers().size()));
    var gate = engine + ".service-running";
    return new GateSpec(gate + ":" + service.name(), gate, parameters, 2_000, PATIENCE_MS, POLL_MS);
  }

  /// A job of the vendor has found its workers; `registered` is what its registration was told.
  GateSpec nomadJobPlaced(String job, Map<String, String> registered) {
    var gate = "nomad.job-placed";
    return new GateSpec(
        gate + ":" + job, gate, new TreeMap<>(registered), 2_000, PATIENCE_MS, POLL_MS);
  }

  /// A balancer has nothing to serve before the first service is there: that its process stays is
  /// all there is to see.
  GateSpec started(Change change) {
    return met(
        "unit.steady",
        change.host(),
        2_000,
        patienceMs,
        Map.of("unit", change.desired().mainUnit()));
  }

  /// The process that was changed stays the same process while its member gate must hold: for the
  /// stabilisation time and the soak, counted from when it is well, without a break.
  GateSpec soak(Change change) {
    return met(
        "unit.steady",
        change.host(),
        watchedMs,
        watchedMs + patienceMs,
        Map.of("unit", change.desired().mainUnit()));
  }

  /// How long requests that run may take to end before their host changes, in milliseconds.
  long drainMs() {
    return site.upgrade().drainSeconds() * 1_000L;
  }

  /// How long work that ends by itself may take to end before its host changes, in milliseconds.
  long waitMs() {
    return site.upgrade().waitSeconds() * 1_000L;
  }

  private String engine() {
    return site.engine().word();
  }

  private Map<String, String> voterCount() {
    return Map.of("plannedVoters", Integer.toString(voters));
  }

  private Map<String, String> withVoters(String version) {
    return Map.of("plannedVoters", Integer.toString(voters), "version", version);
  }

  private static GateSpec met(
      String gate, String host, long stableMs, long timeoutMs, Map<String, String> parameters) {
    var all = new TreeMap<>(parameters);
    if (!host.isEmpty()) {
      all.put("host", host);
    }
    return new GateSpec(
        host.isEmpty() ? gate : gate + "@" + host, gate, all, stableMs, timeoutMs, POLL_MS);
  }
}
