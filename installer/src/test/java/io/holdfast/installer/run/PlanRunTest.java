package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.vault.Vault;
import io.holdfast.installer.vault.VaultFile;
import io.holdfast.installer.vault.VaultLock;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.journal.JournalCodec;
import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.Planner;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.scheduler.run.Bounds;
import io.holdfast.scheduler.run.Effect;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanRunTest {
  private static final String RUN = "20261121-084442-upgrade-3fa9";
  private static final String SITE =
      """
      site: acme
      access: {user: ops, keyFile: id_ed25519}
      vault: {passphraseFile: vault.pass}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server, worker, lb]}
        - {name: s2, address: 10.0.0.12, roles: [server]}
        - {name: s3, address: 10.0.0.13, roles: [server]}
      """;

  @TempDir private Path folder;
  private Clock clock = new SystemClock();
  private FakeHosts hosts = new FakeHosts(clock);
  private final TreeSet<String> inMaintenance = new TreeSet<>();
  private boolean told = true;
  private final List<Effect.Progress> progress = new CopyOnWriteArrayList<>();
  private Work work = (_, _) -> new StepEnd.Done(true, "done");

  @BeforeEach
  void pinTheHosts() throws IOException {
    Files.writeString(folder.resolve("known_hosts"), "s1 ssh-ed25519 AAAA\n");
  }

  private void timeRunsFast() {
    clock = new FastClock();
    hosts = new FakeHosts(clock);
  }

  private SiteFolder site() {
    return SiteFolder.of(folder, "acme");
  }

  /// One step that disturbs s1, made from the hosts as they stand.
  private Plan plan() {
    var digests = new TreeMap<String, String>();
    new PlanBasis(hosts, hosts.requests())
        .read()
        .forEach((host, reading) -> digests.put(host, Planner.digestOf(reading)));
    var step =
        new Step(
            "/consul/s1/swap",
            "s1",
            "Restart",
            new Step.Operate("test", new TreeMap<>()),
            true,
            1_000);
    return new Plan(
        Plan.SCHEMA,
        "acme-1",
        "acme",
        Plan.Verb.UPGRADE,
        new Plan.Basis("bundle", "site", digests, new TreeMap<>()),
        new TreeMap<>(),
        List.of(new Stage.Sequence("/consul", "Restart", List.of(step), List.of())));
  }

  private PlanRun run(Plan plan) {
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
    var run = site().run(RUN);
    run.savePlan(plan);
    run.saveAbout(
        new RunFolder.About(
            RUN,
            "upgrade",
            RUN + "@here",
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
            () -> new PlanBasis(hosts, hosts.requests()),
            (_, _) -> (id, step) -> work.perform(id, step),
            () -> Optional.<SortedSet<String>>of(inMaintenance).filter(_ -> told)),
        site(),
        run,
        folder.resolve("known_hosts"),
        _ -> Bounds.NONE,
        progress::add);
  }

  private void refuses(ThrowingCallable begin, ProblemId id, String what) {
    assertThatThrownBy(begin)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(id);
              assertThat(refused.first().what()).contains(what);
            });
    assertThat(folder.resolve("sites/acme/runs").resolve(RUN)).doesNotExist();
    assertThat(site().runs()).isEmpty();
    FakeHosts.NAMES.forEach(name -> assertThat(hosts.host(name).stored).isEmpty());
  }

  @Test
  void refusesAPlanWhoseHostsSomebodyElseChangedBeforeItGotTheLock() {
    var run = run(plan());
    hosts.host("s2").copy = "3";
    refuses(run::carryOut, ProblemId.PLAN_STALE, "changed since it was made: s2");
    assertThat(hosts.host("s2").until).as("the lock is given back").isZero();
  }

  @Test
  void refusesToTouchAHostThatSomebodyMaySwitchOff() {
    inMaintenance.add("s1");
    refuses(run(plan())::carryOut, ProblemId.IN_MAINTENANCE, "s1 may be switched off");
    assertThat(hosts.host("s2").until).as("the lock is given back").isZero();
  }

  private Plan with(Plan.Verb verb, String from) {
    var plan = plan();
    var before = new TreeMap<String, String>();
    if (!from.isEmpty()) {
      before.put("consul", from);
    }
    var change = new Plan.HostChange(before, new TreeMap<>(Map.of("consul", "2")));
    return new Plan(
        plan.schema(),
        plan.siteId(),
        plan.site(),
        verb,
        plan.basis(),
        new TreeMap<>(Map.of("s1", change)),
        plan.stages());
  }

  @Test
  void asksForMaintenanceBeforeAnInstallToo() {
    inMaintenance.add("s1");
    refuses(
        run(with(Plan.Verb.INSTALL, "1"))::carryOut,
        ProblemId.IN_MAINTENANCE,
        "s1 may be switched off");
  }

  @Test
  void installsWhereNothingStandsWhateverIsNoted() throws Exception {
    timeRunsFast();
    inMaintenance.add("s1");
    assertThat(run(with(Plan.Verb.INSTALL, "")).carryOut().exitCode()).isZero();
  }

  @Test
  void refusesToChangeAServerWhileNobodyCanTellWhatIsInMaintenance() {
    told = false;
    refuses(
        run(with(Plan.Verb.UPGRADE, "1"))::carryOut,
        ProblemId.API_SILENT,
        "nobody can tell which hosts are in maintenance");
  }

  private static byte[] vault(int version) {
    var file = VaultFile.create(new VaultLock.RandomBytes(new byte[32]));
    var sealed = new String(file.seal(Vault.empty("acme-1")), StandardCharsets.UTF_8);
    return sealed
        .replace("\"version\":0", "\"version\":" + version)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void refusesToPutAnOlderVaultOverTheServers() {
    site().saveVault(vault(5));
    var theirs = vault(6);
    hosts.host("s3").files.put("vault", theirs);
    refuses(run(plan())::carryOut, ProblemId.VAULT_BEHIND, "older");
    assertThat(hosts.host("s3").files.get("vault")).isEqualTo(theirs);
    assertThat(hosts.host("s2").until).as("the lock is given back").isZero();
  }

  @Test
  void aRunThatTheLockRefusedIsNotOneToGoOnWith() {
    hosts.takeLockAway();
    refuses(run(plan())::carryOut, ProblemId.LOCK_HELD, "rival");
    assertThat(site().lastRun()).isEmpty();
  }

  @Test
  void aRunThatWasCutOffBeforeItBeganIsNotOneToGoOnWith() {
    run(plan());
    assertThat(site().run(RUN).plan()).isPresent();
    assertThat(site().lastRun()).isEmpty();
  }

  @Test
  void doesNotBeginWhenItWasAskedToStopMeanwhile() {
    var run = run(plan());
    hosts.atRead(run::askStop);
    refuses(run::carryOut, ProblemId.RUN_STOPPED, "before the run began");
  }

  @Test
  void doesNotBeginWithoutTheLock() {
    timeRunsFast();
    var run = run(plan());
    hosts.atRead(
        () -> {
          hosts.takeLockAway();
          clock.sleepMs(15_000);
        });
    refuses(run::carryOut, ProblemId.LOCK_LOST, "before the run began");
  }

  @Test
  void anotherServerHasTheRecordBeforeAHostIsDisturbed() throws Exception {
    var kinds = new ArrayList<String>();
    work =
        (_, _) -> {
          var copies = List.of(journalOn("s2"), journalOn("s3"));
          copies.stream()
              .max((a, b) -> Integer.compare(a.size(), b.size()))
              .orElseThrow()
              .forEach(record -> kinds.add(record.kind()));
          return new StepEnd.Done(true, "done");
        };
    hosts.storeMs(100);
    var outcome = run(plan()).carryOut();
    assertThat(outcome.exitCode()).isZero();
    assertThat(kinds).contains("run-started").endsWith("step-started");
    for (var name : FakeHosts.NAMES) {
      assertThat(journalOn(name)).isEqualTo(site().run(RUN).records());
      assertThat(hosts.fetch(name, "journal/last")).hasValue(Json.canonical(RUN));
      assertThat(hosts.fetch(name, "journal/" + RUN + ".outcome")).isPresent();
    }
  }

  private List<JournalRecord> journalOn(String server) {
    return hosts
        .fetch(server, "journal/" + RUN)
        .map(bytes -> JournalCodec.decode(bytes).records())
        .orElse(List.of());
  }

  @Test
  void keepsTheEndOfAStoppedRunWhenItCannotGoOn() throws Exception {
    work = (_, _) -> new StepEnd.Failed(ProblemId.STEP_FAILED, "no");
    var plan = plan();
    assertThat(run(plan).carryOut().resumable()).isTrue();
    Files.delete(folder.resolve("known_hosts"));
    assertThatThrownBy(run(plan)::goOn).isInstanceOf(IOException.class);
    assertThat(site().lastRun().flatMap(RunFolder::outcome).map(end -> end.resumable()))
        .isEqualTo(Optional.of(true));
  }
}
