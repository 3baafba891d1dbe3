package io.holdfast.installer.cli;

import io.holdfast.installer.run.SiteSession;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;

/// `holdfast status`: what runs where, who leads, and whether a run is unfinished. Changes nothing.
@Command(name = "status", description = "Show what runs where and who leads; change nothing.")
final class StatusCommand extends SiteVerb {
  private static final List<String> UNITS =
      List.of(
          Layout.AGENT_UNIT,
          Layout.CONSUL_UNIT,
          Layout.DOCKER_UNIT,
          Layout.NOMAD_UNIT,
          Layout.HAPROXY_UNIT);

  /// One host: `components` maps a component to its version, `units` a unit to its state.
  record HostStatus(
      String name,
      List<String> roles,
      boolean reachable,
      SortedMap<String, String> components,
      SortedMap<String, String> units,
      Optional<Problem> problem) {}

  /// A product whose servers agree by majority.
  record QuorumStatus(String system, Optional<String> leader, List<String> members, int planned) {}

  /// The result for scripts. `run` is the last run's id, `unfinished` whether it can be resumed.
  record Result(
      String site,
      List<HostStatus> hosts,
      List<QuorumStatus> quorums,
      Optional<String> run,
      boolean unfinished) {}

  @Override
  int run(Output output) {
    var context = context();
    try (var open = OpenSite.without(context)) {
      var hosts = hosts(open.session());
      var quorums =
          hosts.stream().anyMatch(HostStatus::reachable)
              ? quorums(open.session())
              : List.<QuorumStatus>of();
      var last = context.folder().lastRun();
      var result =
          new Result(
              context.site().site(),
              hosts,
              quorums,
              last.map(run -> run.runId()),
              last.filter(Running::isUnfinished).isPresent());
      lines(result).forEach(output::text);
      output.result(result);
      return hosts.stream().allMatch(HostStatus::reachable) ? 0 : 10;
    }
  }

  private static List<HostStatus> hosts(SiteSession session) {
    var found = new ConcurrentSkipListMap<String, HostStatus>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var host : session.site().hosts()) {
        threads.execute(() -> found.put(host.name(), host(session, host)));
      }
    }
    return session.site().hosts().stream()
        .flatMap(host -> Optional.ofNullable(found.get(host.name())).stream())
        .toList();
  }

  private static HostStatus host(SiteSession session, Host host) {
    var roles = host.roles().stream().map(role -> role.word()).toList();
    try {
      var reading = session.hosts().read(host.name(), request(session.site()));
      return new HostStatus(
          host.name(), roles, true, components(reading), units(reading), Optional.empty());
    } catch (HoldfastException silent) {
      return new HostStatus(
          host.name(), roles, false, new TreeMap<>(), new TreeMap<>(), Optional.of(silent.first()));
    }
  }

  private static ReadRequest request(Site site) {
    return new ReadRequest(site.places().program(), List.of(), UNITS, List.of(), List.of());
  }

  private static SortedMap<String, String> components(HostReading reading) {
    var components = new TreeMap<String, String>();
    reading
        .current()
        .forEach((component, copy) -> components.put(component, DesiredCopy.versionOf(copy)));
    return components;
  }

  private static SortedMap<String, String> units(HostReading reading) {
    var units = new TreeMap<String, String>();
    reading.units().forEach((name, unit) -> units.put(name, unit.activeState()));
    return units;
  }

  private static List<QuorumStatus> quorums(SiteSession session) {
    var planned = session.site().servers().size();
    var list = new ArrayList<QuorumStatus>();
    for (var system : List.of("consul", session.site().engine().word())) {
      try {
        var product = QuorumSystem.named(system);
        list.add(
            new QuorumStatus(
                system,
                product.leader(session.world()),
                product.members(session.world()),
                planned));
      } catch (HoldfastException silent) {
        list.add(new QuorumStatus(system, Optional.empty(), List.of(), planned));
      }
    }
    return list;
  }

  private static List<String> lines(Result result) {
    var lines = new ArrayList<String>();
    lines.add("Site " + result.site());
    for (var host : result.hosts()) {
      lines.add(
          String.format(
              "  %-10s %-16s %s", host.name(), String.join(",", host.roles()), says(host)));
    }
    for (var quorum : result.quorums()) {
      lines.add(
          String.format(
              "  %-10s leader %s, %d of %d voters: %s",
              quorum.system(),
              quorum.leader().orElse("unknown"),
              quorum.members().size(),
              quorum.planned(),
              String.join(", ", quorum.members())));
    }
    result
        .run()
        .ifPresent(
            run ->
                lines.add(
                    "  last run   "
                        + run
                        + (result.unfinished() ? ", not finished: holdfast resume" : "")));
    return lines;
  }

  private static String says(HostStatus host) {
    if (!host.reachable()) {
      return "not reachable: " + host.problem().map(Problem::headline).orElse("");
    }
    var parts = new ArrayList<String>();
    host.components().forEach((name, version) -> parts.add(name + " " + version));
    host.units()
        .forEach(
            (unit, state) -> {
              if (!state.equals("active")) {
                parts.add(unit + " is " + state);
              }
            });
    return parts.isEmpty() ? "nothing installed" : String.join(", ", parts);
  }
}
