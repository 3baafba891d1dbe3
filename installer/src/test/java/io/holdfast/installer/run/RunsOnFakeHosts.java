package io.holdfast.installer.run;

import io.holdfast.agent.host.SystemClock;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.planner.Planner;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.scheduler.run.Bounds;
import io.holdfast.scheduler.run.Effect;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.site.SiteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Runs of plans on three servers in memory, with their journal in a real folder.
abstract class RunsOnFakeHosts {
  static final String RUN = "20261121-084442-upgrade-3fa9";
  static final String SITE =
      """
      site: acme
      access: {user: ops, keyFile: id_ed25519}
      vault: {passphraseFile: vault.pass}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server, worker, lb]}
        - {name: s2, address: 10.0.0.12, roles: [server]}
        - {name: s3, address: 10.0.0.13, roles: [server]}
      """;

  @TempDir Path folder;

  /// The one run, until a test begins another.
  String runId = RUN;

  Clock clock = new SystemClock();
  FakeHosts hosts = new FakeHosts(clock);

  /// Whoever does the steps of the runs.
  Work work = (_, _) -> new StepEnd.Done(true, "done");

  /// The hosts of which that is noted; empty where nobody can know it now.
  Optional<SortedSet<String>> inMaintenance = Optional.of(new TreeSet<>());

  final List<Effect.Progress> progress = new CopyOnWriteArrayList<>();

  @BeforeEach
  void pinTheHosts() throws IOException {
    Files.writeString(folder.resolve("known_hosts"), "s1 ssh-ed25519 AAAA\n");
  }

  void timeRunsFast() {
    clock = new FastClock();
    hosts = new FakeHosts(clock);
  }

  SiteFolder site() {
    return SiteFolder.of(folder, "acme");
  }

  RunFolder run() {
    return site().run(runId);
  }

  /// A plan made from the hosts as they stand.
  Plan plan(Stage... stages) {
    var digests = new TreeMap<String, String>();
    new PlanBasis(hosts, hosts.requests())
        .read()
        .forEach((host, reading) -> digests.put(host, Planner.digestOf(reading)));
    return new Plan(
        Plan.SCHEMA,
        "acme-1",
        "acme",
        Plan.Verb.UPGRADE,
        new Plan.Basis("bundle", "site", digests, new TreeMap<>()),
        new TreeMap<>(),
        List.of(stages));
  }

  /// A life of the run; each call is a program of its own.
  PlanRun begin(Plan plan) {
    var world =
        new World(
            SiteReader.read("site.yaml", SITE),
            _ -> {
              throw new AssertionError("no product is asked here");
            },
            hosts,
            clock,
            name -> {
              throw new IllegalArgumentException(name);
            },
            new TreeMap<>());
    run().savePlan(plan);
    run()
        .saveAbout(
            new RunFolder.About(
                runId,
                "upgrade",
                runId + "@here",
                "bundle",
                "acme",
                "2",
                SITE,
                1,
                Optional.empty(),
                Optional.empty()));
    return new PlanRun(
        new PlanRun.Reach(
            world,
            hosts,
            _ ->
                plan.verb().bringsBundle()
                    ? new PlanBasis(hosts, hosts.requests())
                    : PlanBasis.ofCopies(hosts, "/opt"),
            (_, _) -> (id, step) -> work.perform(id, step),
            () -> inMaintenance),
        site(),
        run(),
        folder.resolve("known_hosts"),
        _ -> Bounds.NONE,
        progress::add);
  }
}
