package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.Pending;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.templates.render.Layout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/// What one simulated run shares: time, chance, hosts, quorums, the faults still to come, and the
/// first broken promise.
final class SimWorld {
  private static final long SETTLE_MS = 50;

  /// Of a larger site traffic is looked at more rarely, in proportion, so that the work for each
  /// host stays the same; never more rarely than a fifth of what the promises leave as grace.
  private static final int SMALL_SITE = 20;

  private static final long MOST_SETTLE_MS = 1_000;

  final Agenda agenda = new Agenda();
  final Seed seed;
  final SimOptions options;
  final SimSite site;
  final List<String> servers;
  final SortedMap<String, SimHost> hosts = new TreeMap<>();
  private final Map<String, SimHost> byName = new HashMap<>();
  final SortedMap<String, SimRaft> rafts = new TreeMap<>();
  final SimTraffic traffic;
  private final SortedMap<String, String> addresses = new TreeMap<>();
  private final Set<String> newCopies = new HashSet<>();
  private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
  private final List<String> timeline = new ArrayList<>();
  private final boolean telling;
  private final boolean strictData;
  private Optional<Broken> violation = Optional.empty();
  private Runnable powerOff = () -> {};
  private int faultsLeft;
  private SimDeparture departure = SimDeparture.none(this);
  private Optional<SimRecovery> recovery = Optional.empty();
  private int sparing;
  private boolean neverBack;
  private long settledAt;
  private long trafficSettledAt;
  private long processes;
  private long wallJump;
  private long hostsJump;
  private BadCopy bad = BadCopy.NONE;
  private SimUnfit unfit = SimUnfit.NONE;

  /// How the new copy of a component is bad, wherever it runs.
  record BadCopy(String component, Kind kind) {
    static final BadCopy NONE = new BadCopy("", Kind.EXITS);

    enum Kind {
      EXITS,
      NEVER_HEALTHY,
      FLAPS,
      DIES_IN_SOAK
    }
  }

  /// A promise that was broken, and how.
  record Broken(Promise promise, String text) {}

  SimWorld(Seed seed, SimOptions options, boolean telling, SimSite site) {
    this.seed = seed;
    this.options = options;
    this.telling = telling;
    this.site = site;
    this.servers = site.servers();
    this.strictData = seed.chance(6_000);
    this.traffic = new SimTraffic(this, site);
    for (var host : site.site().hosts()) {
      addresses.put(host.name(), host.address());
      var modelled = new SimHost(this, host.name());
      hosts.put(host.name(), modelled);
      byName.put(host.name(), modelled);
    }
    rafts.put("consul", new SimRaft(this, "consul", Layout.CONSUL, servers));
    rafts.put(
        site.isNomad() ? "nomad" : "swarm",
        new SimRaft(
            this,
            site.isNomad() ? "nomad" : "swarm",
            site.isNomad() ? Layout.NOMAD : Layout.DOCKER,
            servers));
    for (var host : site.wanted()) {
      for (var copy : host.copies().values()) {
        if (!SimSite.copyOn(site.before(), host.host(), copy.component())
            .map(DesiredCopy::copyId)
            .equals(Optional.of(copy.copyId()))) {
          newCopies.add(copy.component() + "/" + copy.copyId());
        }
      }
    }
  }

  long now() {
    return agenda.now();
  }

  /// The date on the controller, and on hosts: only for people.
  long wallOfController() {
    return 1_700_000_000_000L + now() + wallJump;
  }

  long wallOfHosts() {
    return now() + hostsJump;
  }

  void jumpClock(long ms) {
    if (seed.chance(5_000)) {
      wallJump += ms;
    } else {
      hostsJump += ms;
    }
  }

  SimHost host(String name) {
    var host = byName.get(name);
    if (host == null) {
      throw new IllegalArgumentException("no host " + name);
    }
    return host;
  }

  SimRaft raft(String system) {
    var raft = rafts.get(system);
    if (raft == null) {
      throw new IllegalArgumentException("no quorum system " + system);
    }
    return raft;
  }

  String address(String host) {
    return addresses.getOrDefault(host, "");
  }

  static String versionOf(String copy) {
    return copy.isEmpty() ? "" : DesiredCopy.versionOf(copy);
  }

  boolean isNew(String component, String copy) {
    return newCopies.contains(component + "/" + copy);
  }

  long nextProcess() {
    return ++processes + 100;
  }

  /// Lets time pass in quorums and traffic, in steps that nobody notices.
  void settle() {
    if (now() - settledAt >= SETTLE_MS || now() == 0) {
      settledAt = now();
      settleQuorums();
      var each = Math.min(MOST_SETTLE_MS, SETTLE_MS * hosts.size() / SMALL_SITE);
      if (hosts.size() <= SMALL_SITE || now() - trafficSettledAt >= each) {
        trafficSettledAt = now();
        traffic.settle();
      }
    }
  }

  /// Brings every quorum up to now, before something changes in it: nothing need have happened for
  /// a while, and then its servers were last seen well long ago.
  void settleQuorums() {
    rafts.values().forEach(SimRaft::settle);
  }

  // What processes do to the quorums they are part of.

  private Optional<SimRaft> raftOf(String host, String component) {
    return rafts.values().stream()
        .filter(raft -> raft.component().equals(component) && raft.isServer(host))
        .findFirst();
  }

  /// A process starts; says whether it refuses the data it finds.
  boolean starts(String host, String component, String copy) {
    var raft = raftOf(host, component);
    if (raft.isEmpty()) {
      return false;
    }
    if (!raft.get().system().equals("swarm")) {
      raft.get().join(host);
    }
    recovery.ifPresent(it -> it.starts(host, raft.get()));
    var data = host(host).store().data(component);
    if (raft.get().members().containsKey(host)) {
      raft.get().restarted(host, data == 0 && raft.get().isFormed());
    }
    if (data == 2 && site.isBehind(component, copy)) {
      violate(Promise.NOT_OLDER, host + " starts " + copy + " on what a newer one has written");
    }
    if (data > 0 && unfit.isFor(component) && isNew(component, copy)) {
      return true;
    }
    return hasStrictData(component) && !writesNewer(component, copy) && data == 2;
  }

  void stopped(String host, String component) {
    raftOf(host, component).ifPresent(SimRaft::settle);
  }

  /// A server whose folder is empty gets the whole state from its leader, which an older version
  /// need not be able to read.
  boolean refusesSnapshot(String host, String component, String leader) {
    return hasStrictData(component)
        && host(host).store().data(component) == 0
        && !runsNewer(host, component)
        && runsNewer(leader, component);
  }

  void wroteData(String host, String component) {
    host(host).store().wroteData(component, runsNewer(host, component) ? 2 : 1);
  }

  private boolean runsNewer(String host, String component) {
    return host(host).units().process(component).filter(SimUnits.Running::writesNewer).isPresent();
  }

  /// Whether it writes what the older one of two versions need not be able to read. On a way back
  /// that is what stood before.
  boolean writesNewer(String component, String copy) {
    return site.back().isPresent() ? !site.isBehind(component, copy) : isNew(component, copy);
  }

  /// Docker's managers read each other's data in either direction.
  private boolean hasStrictData(String component) {
    return strictData && !component.equals(Layout.DOCKER);
  }

  // Members that change.

  SimDeparture departure() {
    return departure;
  }

  void letLeave(SimDeparture hosts) {
    departure = hosts;
  }

  /// What became of a site that nobody leads.
  Optional<SimRecovery> recovery() {
    return recovery;
  }

  void letFall(SimRecovery site) {
    recovery = Optional.of(site);
  }

  /// Of hosts that all answer, but for those that need not.
  Plan plan(Plan.Verb verb, Map<String, HostReading> readings, Pending pending) {
    return switch (verb) {
      case REMOVE -> departure.plan(readings);
      case RECOVER -> recovery.orElseThrow().plan().orElseThrow();
      default -> site.plan(verb, readings, pending);
    };
  }

  // Workers that may be left behind.

  /// How many workers the run may go on without.
  int sparing() {
    return sparing;
  }

  /// Decided by the seed's number alone, so that the other chances of a seed stay as they are.
  void spare(int most, boolean forGood) {
    sparing = most;
    neverBack = forGood;
  }

  /// Whether nobody brings these back before the run is over.
  boolean isGoneForGood(List<String> workers) {
    return neverBack && workers.stream().allMatch(worker -> host(worker).isGone());
  }

  /// Brings back who was gone, when a run can't end without.
  void bringBack() {
    hosts.values().stream().filter(SimHost::isGone).forEach(SimHost::bringBack);
  }

  // Faults.

  BadCopy bad() {
    return bad;
  }

  void spoil(BadCopy kind) {
    bad = kind;
    add(Fault.BAD_COPY);
    tell(() -> "the new copy of " + kind.component() + " is bad: " + kind.kind());
  }

  /// A state that a new version does not bear; it bears any where nothing else is said.
  SimUnfit unfit() {
    return unfit;
  }

  void holds(SimUnfit state) {
    unfit = state;
    add(Fault.UNFIT_STATE);
    tell(() -> "the new version of " + state.component() + " does not bear the state");
  }

  void reboot(SimHost host) {
    if (host.isUp()) {
      host.reboot();
    }
  }

  /// Who takes the power from the controller when its disk has lied.
  void onPowerLoss(Runnable act) {
    powerOff = act;
  }

  void losePowerOfController() {
    powerOff.run();
  }

  /// The controller may be killed while something takes long.
  void killSoon(long withinMs) {
    if (strikes(Fault.KILL, 150)) {
      agenda.in(seed.between(0, withinMs), this::losePowerOfController);
    }
  }

  void allowFaults(int count) {
    faultsLeft = count;
  }

  boolean hasFaultsLeft() {
    return faultsLeft > 0;
  }

  /// Whether a fault strikes here and now.
  boolean strikes(Fault fault, int perTenThousand) {
    if (faultsLeft <= 0 || !seed.chance(perTenThousand)) {
      return false;
    }
    faultsLeft--;
    add(fault);
    tell(() -> "FAULT " + fault.text());
    return true;
  }

  void add(Fault fault) {
    struck.merge(fault, 1, Integer::sum);
  }

  int count(Fault... kinds) {
    var sum = 0;
    for (var kind : kinds) {
      sum += struck.getOrDefault(kind, 0);
    }
    return sum;
  }

  SortedMap<String, Integer> faults() {
    var map = new TreeMap<String, Integer>();
    struck.forEach((kind, count) -> map.put(kind.text(), count));
    return map;
  }

  // The story.

  void tell(Supplier<String> line) {
    if (telling) {
      timeline.add(String.format(Locale.ROOT, "%10.3f s  %s", now() / 1_000.0, line.get()));
    }
  }

  List<String> timeline() {
    return timeline;
  }

  /// A promise is broken; the first one counts.
  void violate(Promise promise, String what) {
    if (violation.isEmpty()) {
      var at = String.format(Locale.ROOT, "%.3f", now() / 1_000.0);
      var text = "at " + at + " s: " + promise.text() + ": " + what;
      violation = Optional.of(new Broken(promise, text));
      tell(() -> "VIOLATION " + promise.text() + ": " + what);
    }
  }

  /// A run that does not end. One whose disk has lied may need people: it does not know any more
  /// what it has done.
  void violateEnds(String what) {
    if (hasLostMemory()) {
      tell(() -> "given up, for the disk has lied: " + what);
    } else {
      violate(Promise.ENDS, what);
    }
  }

  /// Whether the controller's disk has lied, and taken from the run what it knew.
  boolean hasLostMemory() {
    return count(Fault.LOST_FSYNC) > 0;
  }

  boolean isBroken() {
    return violation.isPresent();
  }

  Optional<Broken> violation() {
    return violation;
  }
}
