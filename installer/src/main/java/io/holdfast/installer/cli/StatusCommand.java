package io.holdfast.installer.cli;

import io.holdfast.installer.run.RunBeacon;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteSession;
import io.holdfast.installer.vault.Vault;
import io.holdfast.scheduler.consul.Maintenance;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;

/// `holdfast status`: what runs where, who leads, and whether a run is unfinished. Changes nothing.
@Command(
    name = "status",
    description =
        "Show what runs where and who leads; change nothing. Exits with 6 when something is down,"
            + " or a certificate has ended, with 10 when a host cannot be reached, with 9 when one"
            + " is not the right one.")
final class StatusCommand extends SiteAndBundleVerb {
  private static final List<String> UNITS =
      List.of(
          Layout.AGENT_UNIT,
          Layout.CONSUL_UNIT,
          Layout.DOCKER_UNIT,
          Layout.NOMAD_UNIT,
          Layout.HAPROXY_UNIT);

  /// One host: `components` maps a component to its version, `units` a unit to its state; `used`
  /// are units of products that are used as they stand and are somebody else's to look after.
  record HostStatus(
      String name,
      List<String> roles,
      boolean reachable,
      SortedMap<String, String> components,
      SortedMap<String, String> units,
      List<String> used,
      Optional<Problem> problem) {
    boolean isWhole() {
      return reachable && units.values().stream().allMatch("active"::equals);
    }
  }

  /// A product whose servers agree by majority. `members` are the voters that the cluster knows,
  /// `healthy` the planned servers that can be counted on to vote, `objections` says of the others
  /// why not.
  record QuorumStatus(
      String system,
      Optional<String> leader,
      List<String> members,
      int planned,
      List<String> healthy,
      SortedMap<String, String> objections) {
    boolean isWhole() {
      return leader.isPresent() && healthy.size() == planned && members.size() == planned;
    }
  }

  /// The result for scripts. `bundle` is what the last good run brought, as far as this machine
  /// knows; `run` is the last run's id, `runState` how it stands in words, `unfinished` whether it
  /// can be resumed; `whole` whether nothing is down and no certificate has ended; `warnings` are
  /// certificates that have ended, or end soon; `certificatesHold` says that none has ended;
  /// `maintenance` are hosts that a person may switch off; `closed` workers that take no work, and
  /// are empty; `leftBehind` those that the last run did without.
  record Result(
      String site,
      List<HostStatus> hosts,
      List<QuorumStatus> quorums,
      Optional<String> bundle,
      Optional<String> run,
      Optional<String> runState,
      boolean unfinished,
      boolean whole,
      boolean certificatesHold,
      List<Problem> warnings,
      List<String> maintenance,
      List<String> closed,
      List<String> leftBehind) {
    Result {
      warnings = List.copyOf(warnings);
      maintenance = List.copyOf(maintenance);
      closed = List.copyOf(closed);
      leftBehind = List.copyOf(leftBehind);
    }
  }

  @Override
  int run(Output output) {
    var context = context();
    try (var open = OpenSite.without(context)) {
      var hosts = hosts(open.session());
      var hasVault = open.session().vault().isPresent();
      var quorums =
          hasVault && hosts.stream().anyMatch(HostStatus::reachable)
              ? quorums(open.session())
              : List.<QuorumStatus>of();
      var away =
          quorums.isEmpty()
              ? List.<String>of()
              : new Maintenance(open.session().watching())
                  .seen().stream().filter(name -> context.site().host(name).isPresent()).toList();
      var closed = quorums.isEmpty() ? List.<String>of() : List.copyOf(ClosedHere.of(open));
      var result = result(context, hosts, quorums, open.session().vault(), away, closed);
      StatusLines.of(result).forEach(output::text);
      var isInstalled = hosts.stream().anyMatch(host -> !host.components().isEmpty());
      if (isInstalled && !hasVault) {
        output.problem(noVault(context.site()));
      }
      output.result(result);
      return exitCode(result, isInstalled && !hasVault);
    }
  }

  private static Result result(
      SiteContext context,
      List<HostStatus> hosts,
      List<QuorumStatus> quorums,
      Optional<Vault> vault,
      Collection<String> maintenance,
      List<String> closed) {
    var now = Instant.now();
    var certificatesHold = Certificates.allHold(context.site(), vault, now);
    var folder = context.folder();
    var last = SiteRuns.foremost(folder);
    return new Result(
        context.site().site(),
        hosts,
        quorums,
        BundleHistory.standingName(folder),
        last.map(RunFolder::runId),
        last.map(run -> RunWords.of(run, true)),
        last.filter(run -> SiteRuns.isUnfinished(run) && RunBeacon.of(run).isEmpty()).isPresent(),
        certificatesHold
            && hosts.stream().allMatch(HostStatus::isWhole)
            && quorums.stream().allMatch(QuorumStatus::isWhole),
        certificatesHold,
        Certificates.warnings(context.site(), vault, now),
        List.copyOf(maintenance),
        closed,
        last.flatMap(RunFolder::outcome).flatMap(Outcome::leftBehind).orElse(List.of()));
  }

  private static Problem noVault(Site site) {
    return Problem.of(
            ProblemId.VAULT_NOT_FOUND,
            "This machine has no vault of site " + site.site() + ", so it cannot ask who leads")
        .withFix(
            "holdfast attach USER@SERVER --known-hosts FILE",
            "or name the state folder in use: --state DIR");
  }

  /// The earliest of: no vault, a host whose key or site is not the right one, a host out of reach,
  /// something down.
  static int exitCode(Result result, boolean lacksVault) {
    if (lacksVault) {
      return ProblemId.VAULT_NOT_FOUND.kind().exitCode();
    }
    if (!result.hosts().stream().allMatch(HostStatus::reachable)) {
      return wayClosed(result).exitCode();
    }
    var isInstalled = result.hosts().stream().anyMatch(host -> !host.components().isEmpty());
    return result.whole() || !isInstalled ? 0 : ProblemKind.STOPPED.exitCode();
  }

  /// Why hosts are not reachable, whatever they would have told: the usual order, and what comes
  /// later than a host out of reach is one as well.
  private static ProblemKind wayClosed(Result result) {
    var kinds = new ArrayList<>(List.of(ProblemKind.UNREACHABLE));
    result.hosts().stream()
        .flatMap(host -> host.problem().stream())
        .forEach(problem -> kinds.add(problem.id().kind()));
    return ProblemKind.deciding(kinds);
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
          host.name(),
          roles,
          true,
          components(reading),
          units(reading),
          used(session.site(), host),
          Optional.empty());
    } catch (HoldfastException silent) {
      return new HostStatus(
          host.name(),
          roles,
          false,
          new TreeMap<>(),
          new TreeMap<>(),
          List.of(),
          Optional.of(silent.first()));
    }
  }

  private static List<String> used(Site site, Host host) {
    return site.usesExistingDocker() && host.is(Role.WORKER)
        ? List.of(Layout.DOCKER_UNIT)
        : List.of();
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

  private static QuorumStatus quorum(SiteSession session, String system, QuorumSystem product) {
    var world = session.watching();
    var objections = product.objections(world);
    var servers = session.site().servers().stream().map(Host::name).toList();
    return new QuorumStatus(
        system,
        product.leader(world),
        product.members(world),
        servers.size(),
        servers.stream().filter(server -> !objections.containsKey(server)).sorted().toList(),
        objections);
  }

  private static List<QuorumStatus> quorums(SiteSession session) {
    var planned = session.site().servers().size();
    var list = new ArrayList<QuorumStatus>();
    for (var system : List.of("consul", session.site().engine().word())) {
      try {
        var product = QuorumSystem.named(system);
        list.add(quorum(session, system, product));
      } catch (HoldfastException silent) {
        list.add(
            new QuorumStatus(
                system, Optional.empty(), List.of(), planned, List.of(), new TreeMap<>()));
      }
    }
    return list;
  }
}
