package io.holdfast.installer.preflight;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.installer.host.HostFacts;
import io.holdfast.installer.host.SshHostGateway;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Looks at all hosts at once and collects everything that would make an install go wrong. Writes
/// nothing on any host.
public final class Preflight {
  static final long BAD_OFFSET_MS = 5_000;
  private static final long DOUBTFUL_OFFSET_MS = 500;

  private final Site site;
  private final Manifest manifest;
  private final SshHostGateway hosts;
  private final Optional<String> siteId;

  /// `siteId` is that of the vault, empty before the first install.
  public Preflight(Site site, Manifest manifest, SshHostGateway hosts, Optional<String> siteId) {
    this.site = site;
    this.manifest = manifest;
    this.hosts = hosts;
    this.siteId = siteId;
  }

  public Report run() {
    var findings = new ArrayList<Finding>();
    var facts = gather(site.hosts(), findings);
    for (var host : site.hosts()) {
      var known = facts.get(host.name());
      if (known != null) {
        findings.addAll(new HostChecks(site, manifest, host, known, siteId).run());
      }
    }
    findings.addAll(clocks(facts));
    findings.addAll(machines(facts));
    if (facts.size() > 1) {
      var reached = site.hosts().stream().filter(host -> facts.containsKey(host.name())).toList();
      var later =
          reached.stream()
              .filter(
                  host ->
                      FirewallChecks.opensLater(
                          site, manifest, host, Objects.requireNonNull(facts.get(host.name()))))
              .map(Host::name)
              .collect(Collectors.toSet());
      findings.addAll(new Reachability(site, manifest, hosts, reached, later).run());
    }
    return new Report(findings);
  }

  /// What would make a change of these hosts go wrong at the rules of a company; `components` are
  /// those that are changed, by host. Asks only these hosts.
  public Report beforeChange(SortedMap<String, SortedSet<String>> components) {
    var findings = new ArrayList<Finding>();
    var changed =
        site.hosts().stream().filter(host -> components.containsKey(host.name())).toList();
    var facts = gather(changed, findings);
    for (var host : changed) {
      var known = facts.get(host.name());
      var own = components.get(host.name());
      if (known != null && own != null) {
        findings.addAll(ChangeChecks.of(site, manifest, host, known, own));
      }
    }
    return new Report(findings);
  }

  private SortedMap<String, HostFacts> gather(List<Host> asked, List<Finding> findings) {
    var facts = new ConcurrentSkipListMap<String, HostFacts>();
    var failures = new ConcurrentSkipListMap<String, HoldfastException>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var host : asked) {
        threads.execute(() -> gather(host, facts, failures));
      }
    }
    failures
        .values()
        .forEach(
            failure ->
                failure
                    .problems()
                    .forEach(problem -> findings.add(Finding.fail("login", problem))));
    return facts;
  }

  private void gather(
      Host host, Map<String, HostFacts> facts, Map<String, HoldfastException> failures) {
    try {
      facts.put(host.name(), hosts.facts(host.name(), questions(host)));
    } catch (HoldfastException failed) {
      failures.put(host.name(), failed);
    }
  }

  private HostFacts.Questions questions(Host host) {
    return new HostFacts.Questions(
        site.places().program(),
        List.of(),
        Stream.concat(
                HostChecks.PRODUCTS.stream().map(HostChecks.Product::unit),
                FirewallChecks.UNITS.stream())
            .sorted()
            .toList(),
        List.of(),
        folders(),
        HostChecks.leftoverPaths(site),
        tools(),
        others(host));
  }

  private List<String> others(Host host) {
    var others = new ArrayList<>(UserChecks.questions(site, host));
    others.addAll(DockerChecks.questions(site, host));
    others.addAll(ProxyChecks.questions());
    return others;
  }

  private List<String> folders() {
    var folders = new TreeSet<>(HostChecks.neededBytes(site, manifest).keySet());
    folders.addAll(MountChecks.folders());
    return List.copyOf(folders);
  }

  private static List<String> tools() {
    var tools = new ArrayList<>(HostChecks.TOOLS);
    HostChecks.PRODUCTS.stream().map(HostChecks.Product::program).forEach(tools::add);
    tools.addAll(FirewallChecks.PROGRAMS);
    tools.addAll(Family.RED_HAT.programs());
    tools.addAll(HostChecks.LABELLING);
    return tools;
  }

  private static List<Finding> clocks(SortedMap<String, HostFacts> facts) {
    if (facts.isEmpty()) {
      return List.of();
    }
    var offsets = facts.values().stream().map(HostFacts::clockOffsetMs).sorted().toList();
    var middle = offsets.get(offsets.size() / 2);
    var findings = new ArrayList<Finding>();
    facts.forEach(
        (name, fact) -> {
          var off = fact.clockOffsetMs() - middle;
          var unsure = fact.roundTripMs() / 2;
          var problem =
              Problem.of(
                      ProblemId.CLOCK_OFFSET,
                      "The clock differs by " + off + " ms from that of most hosts")
                  .withHost(name)
                  .withEvidence("measured to within " + unsure + " ms")
                  .withFix(
                      "timedatectl   # and let chrony or systemd-timesyncd follow a common source");
          if (Math.abs(off) - unsure > BAD_OFFSET_MS) {
            findings.add(Finding.fail("clock", problem));
          } else if (Math.abs(off) - unsure > DOUBTFUL_OFFSET_MS) {
            findings.add(Finding.warn("clock", problem));
          }
        });
    return findings.isEmpty()
        ? List.of(
            Finding.ok(
                "clock",
                "within " + (offsets.getLast() - offsets.getFirst()) + " ms of each other"))
        : findings;
  }

  /// Copied machines have one machine id, and products that use it take them for one.
  private static List<Finding> machines(SortedMap<String, HostFacts> facts) {
    var byId = new TreeMap<String, List<String>>();
    facts.forEach(
        (name, fact) ->
            byId.computeIfAbsent(fact.reading().machineId(), _ -> new ArrayList<>()).add(name));
    var doubles =
        byId.values().stream()
            .filter(names -> names.size() > 1)
            .map(names -> String.join(", ", names));
    var text = doubles.collect(Collectors.joining("; "));
    if (text.isEmpty()) {
      return List.of(Finding.ok("machine-id", "each host has its own"));
    }
    return List.of(
        Finding.fail(
            "machine-id",
            Problem.of(ProblemId.LEFTOVERS, "Hosts have the same machine id")
                .withEvidence(text)
                .withFix(
                    "on each but one: rm /etc/machine-id && systemd-machine-id-setup && reboot")));
  }
}
