package io.holdfast.installer.run;

import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.planner.SeenQuorum;
import io.holdfast.scheduler.planner.SeenServer;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.raft.PeersFile;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Places;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/// Looks at the quorums of a site through the hosts of its servers, so that something is told also
/// while no product answers. Changes nothing.
public final class SeenQuorums {
  private static final System.Logger LOG = System.getLogger(SeenQuorums.class.getName());
  private static final long SCRIPT_MS = 30_000;

  /// An election takes seconds; a server that was just started needs some more to take part.
  private static final int LOOKS = 8;

  private static final long PAUSE_MS = 2_000;

  /// Switched off together, they tell a host that was taken out of the cluster.
  private static final List<String> LEFT_WITH = List.of(Layout.AGENT_UNIT, Layout.CONSUL_UNIT);

  /// A process that was told to stop may say so by an exit code that systemd calls a failure.
  private static final Set<String> STOPPED = Set.of("inactive", "failed");

  private final SiteSession session;

  public SeenQuorums(SiteSession session) {
    this.session = session;
  }

  /// What one host tells, for each system that its server takes part in.
  private record HostSaid(
      Optional<String> silence,
      boolean gone,
      Optional<HostReading> reading,
      SortedMap<String, RaftDataLines.RaftData> data) {}

  /// In the order in which quorums are brought back. Where nobody leads although processes run, it
  /// is looked again for as long as an election may take. A host of another cluster, and one whose
  /// answer cannot be trusted, is refused, but for a changed host key: what answers there is
  /// another machine or another disk, so it is as silent as the old one.
  public List<SeenQuorum> look() {
    var seen = quorums();
    for (var looks = 1; looks < LOOKS && seen.stream().anyMatch(SeenQuorums::mayElect); looks++) {
      session.clock().sleepMs(PAUSE_MS);
      seen = quorums();
    }
    return seen;
  }

  private static boolean mayElect(SeenQuorum quorum) {
    var running = quorum.servers().stream().filter(SeenServer::runs).count();
    return quorum.leader().isEmpty() && running >= quorum.majority();
  }

  private List<SeenQuorum> quorums() {
    var hosts = hosts();
    var answering =
        session.site().servers().stream()
            .map(Host::name)
            .filter(host -> said(hosts, host).reading().isPresent())
            .toList();
    var world = session.watching().withServers(answering);
    var list = new ArrayList<SeenQuorum>();
    for (var system : RecoveryPlans.systems(session.site())) {
      var servers =
          session.site().servers().stream()
              .map(host -> server(system, host.name(), said(hosts, host.name())))
              .toList();
      list.add(
          SeenQuorum.of(session.site(), system, servers, QuorumSystem.named(system).look(world)));
    }
    return list;
  }

  private static HostSaid said(SortedMap<String, HostSaid> hosts, String host) {
    return Optional.ofNullable(hosts.get(host))
        .orElseGet(
            () -> new HostSaid(Optional.of("not asked"), false, Optional.empty(), new TreeMap<>()));
  }

  private static SeenServer server(String system, String host, HostSaid said) {
    if (said.reading().isEmpty()) {
      return SeenServer.silent(host, said.silence().orElse("nothing was told"), said.gone());
    }
    var reading = said.reading().get();
    var unit = Optional.ofNullable(reading.units().get(RecoveryPlans.unit(system)));
    var copy = Optional.ofNullable(reading.current().get(RecoveryPlans.component(system)));
    var data = Optional.ofNullable(said.data().get(system));
    return new SeenServer(
        host,
        Optional.empty(),
        false,
        unit.map(HostReading.UnitReading::activeState).orElse(""),
        data.map(RaftDataLines.RaftData::isThere).orElse(false),
        copy.map(DesiredCopy::versionOf).orElse(""),
        data.map(RaftDataLines.RaftData::id).orElse(""),
        data.map(RaftDataLines.RaftData::written).orElse(""),
        data.map(RaftDataLines.RaftData::told).orElse(List.of()),
        hasLeft(reading.units()));
  }

  /// As `hosts remove` leaves a server. One unit alone may be switched off for another reason.
  static boolean hasLeft(Map<String, HostReading.UnitReading> units) {
    return LEFT_WITH.stream()
        .map(name -> Optional.ofNullable(units.get(name)))
        .allMatch(
            unit ->
                unit.filter(it -> !it.enabled() && STOPPED.contains(it.activeState())).isPresent());
  }

  private SortedMap<String, HostSaid> hosts() {
    var found = new ConcurrentSkipListMap<String, HostSaid>();
    var refused = new ConcurrentSkipListMap<String, Problem>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var host : session.site().servers()) {
        threads.execute(
            () -> {
              try {
                found.put(host.name(), ask(host));
              } catch (HoldfastException silent) {
                LOG.log(System.Logger.Level.DEBUG, "no word from " + host.name(), silent);
                if (isRefused(silent)) {
                  refused.put(host.name(), silent.first());
                }
                found.put(
                    host.name(),
                    new HostSaid(
                        Optional.of(silent.first().headline()),
                        isGone(silent),
                        Optional.empty(),
                        new TreeMap<>()));
              }
            });
      }
    }
    if (!refused.isEmpty()) {
      throw HoldfastException.of(List.copyOf(refused.values()));
    }
    return new TreeMap<>(found);
  }

  private static boolean isRefused(HoldfastException silent) {
    return silent.kind() == ProblemKind.TRUST && !silent.has(ProblemId.HOST_KEY_CHANGED);
  }

  private static boolean isGone(HoldfastException silent) {
    return silent.has(ProblemId.HOST_UNREACHABLE) || silent.has(ProblemId.HOST_KEY_CHANGED);
  }

  private HostSaid ask(Host host) {
    var site = session.site();
    var units =
        Stream.concat(
                RecoveryPlans.systems(site).stream().map(RecoveryPlans::unit), LEFT_WITH.stream())
            .distinct()
            .sorted()
            .toList();
    var request = new ReadRequest(site.places().program(), List.of(), units, List.of(), List.of());
    var reading = session.hosts().read(host.name(), request);
    var folders =
        RecoveryPlans.systems(site).stream()
            .map(system -> system + "=" + folder(system, site.places()))
            .toList();
    var lines = session.hosts().look(host.name(), script(), folders, "end", SCRIPT_MS);
    return new HostSaid(Optional.empty(), false, Optional.of(reading), RaftDataLines.parse(lines));
  }

  private static String folder(String system, Places places) {
    return system.equals(Engine.SWARM.word())
        ? places.dockerRoot() + "/swarm"
        : PeersFile.folder(system, places.data());
  }

  private static String script() {
    try (var text = SeenQuorums.class.getResourceAsStream("raft-data.sh")) {
      if (text == null) {
        throw new IllegalStateException("no script raft-data.sh");
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
