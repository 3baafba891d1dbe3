package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.vault.Vault;
import io.holdfast.installer.vault.VaultFile;
import io.holdfast.installer.vault.VaultLock;
import io.holdfast.scheduler.journal.JournalCodec;
import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.planner.SeenQuorum;
import io.holdfast.scheduler.planner.SeenServer;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PlanRunTest extends RunsOnFakeHosts {
  /// One step that disturbs s1.
  private Plan plan() {
    var work = new Step.Operate("test", new TreeMap<>());
    var step = new Step("/consul/s1/swap", "s1", "Restart", work, true, 1_000);
    return plan(new Stage.Sequence("/consul", "Restart", List.of(step), List.of()));
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
    var run = begin(plan());
    hosts.host("s2").copy = "3";
    refuses(run::carryOut, ProblemId.PLAN_STALE, "changed since it was made: s2");
    assertThat(hosts.host("s2").until).as("the lock is given back").isZero();
  }

  @Test
  void refusesToTouchAHostThatSomebodyMaySwitchOff() {
    inMaintenance = Optional.of(new TreeSet<>(Set.of("s1")));
    refuses(begin(plan())::carryOut, ProblemId.IN_MAINTENANCE, "s1 may be switched off");
    assertThat(hosts.host("s2").until).as("the lock is given back").isZero();
  }

  private Plan with(Plan.Verb verb, String from) {
    var plan = plan();
    var before = new TreeMap<String, String>();
    if (!from.isEmpty()) {
      before.put("consul", from);
    }
    var change = new Plan.HostChange(before, new TreeMap<>(Map.of("consul", "2")));
    return plan.copy().verb(verb).changes(new TreeMap<>(Map.of("s1", change))).made();
  }

  @Test
  void asksForMaintenanceBeforeAnInstallToo() {
    inMaintenance = Optional.of(new TreeSet<>(Set.of("s1")));
    refuses(
        begin(with(Plan.Verb.INSTALL, "1"))::carryOut,
        ProblemId.IN_MAINTENANCE,
        "s1 may be switched off");
  }

  @Test
  void installsWhereNothingStandsWhateverIsNoted() throws Exception {
    timeRunsFast();
    inMaintenance = Optional.of(new TreeSet<>(Set.of("s1")));
    assertThat(begin(with(Plan.Verb.INSTALL, "")).carryOut().exitCode()).isZero();
  }

  @Test
  void recoversWithoutAskingWhatIsInMaintenanceForNobodyCouldTell() throws Exception {
    timeRunsFast();
    inMaintenance = Optional.empty();
    assertThat(begin(with(Plan.Verb.RECOVER, "1")).carryOut().exitCode()).isZero();
    assertThat(hosts.host("s2").stored).as("it takes no place of a run to resume").isEmpty();
  }

  @Test
  void refusesToChangeAServerWhileNobodyCanTellWhatIsInMaintenance() {
    inMaintenance = Optional.empty();
    refuses(
        begin(with(Plan.Verb.UPGRADE, "1"))::carryOut,
        ProblemId.API_SILENT,
        "nobody can tell which hosts are in maintenance");
  }

  /// As a plan without a bundle rests on the copies of s2 alone.
  private Plan finalizing() {
    var plan = plan();
    var digests = new TreeMap<>(plan.basis().hosts());
    digests.keySet().retainAll(List.of("s2"));
    return plan.copy()
        .verb(Plan.Verb.FINALIZE)
        .basis(new Plan.Basis("", "site", digests, new TreeMap<>()))
        .made();
  }

  @Test
  void givesUpNoWayBackOfAHostThatSomebodyChangedMeanwhile() throws Exception {
    var run = begin(finalizing());
    hosts.host("s2").copy = "3";
    refuses(run::carryOut, ProblemId.PLAN_STALE, "changed since it was made: s2");
    hosts.host("s2").copy = "1";
    var other = begin(finalizing());
    hosts.host("s3").copy = "3";
    assertThat(other.carryOut().exitCode()).isZero();
  }

  @Test
  void givesUpNoWayBackWhileAHostIsInMaintenanceOrNobodyCanTell() {
    inMaintenance = Optional.of(new TreeSet<>(Set.of("s1")));
    refuses(begin(finalizing())::carryOut, ProblemId.IN_MAINTENANCE, "s1 may be switched off");
    inMaintenance = Optional.empty();
    refuses(begin(finalizing())::carryOut, ProblemId.API_SILENT, "nobody can tell");
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
    refuses(begin(plan())::carryOut, ProblemId.VAULT_BEHIND, "older");
    assertThat(hosts.host("s3").files.get("vault")).isEqualTo(theirs);
    assertThat(hosts.host("s2").until).as("the lock is given back").isZero();
  }

  @Test
  void aRunThatTheLockRefusedIsNotOneToGoOnWith() {
    hosts.takeLockAway();
    refuses(begin(plan())::carryOut, ProblemId.LOCK_HELD, "rival");
    assertThat(site().lastRun()).isEmpty();
  }

  @Test
  void aRunThatWasCutOffBeforeItBeganIsNotOneToGoOnWith() {
    begin(plan());
    assertThat(run().plan()).isPresent();
    assertThat(site().lastRun()).isEmpty();
  }

  @Test
  void doesNotBeginWhenItWasAskedToStopMeanwhile() {
    var run = begin(plan());
    hosts.atRead(run::askStop);
    refuses(run::carryOut, ProblemId.RUN_STOPPED, "before the run began");
  }

  @Test
  void doesNotBeginWithoutTheLock() {
    timeRunsFast();
    var run = begin(plan());
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
    var outcome = begin(plan()).carryOut();
    assertThat(outcome.exitCode()).isZero();
    assertThat(kinds).contains("run-started").endsWith("step-started");
    for (var name : FakeHosts.NAMES) {
      assertThat(journalOn(name)).isEqualTo(run().records());
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
    assertThat(begin(plan).carryOut().resumable()).isTrue();
    Files.delete(folder.resolve("known_hosts"));
    assertThatThrownBy(begin(plan)::goOn).isInstanceOf(IOException.class);
    assertThat(site().lastRun().flatMap(RunFolder::outcome).map(end -> end.resumable()))
        .isEqualTo(Optional.of(true));
  }

  @Test
  void touchesNoServerWhileAFileOfACutOffRecoveryWaitsThere() throws Exception {
    work = (_, _) -> new StepEnd.Failed(ProblemId.STEP_FAILED, "no");
    var stopped = plan();
    assertThat(begin(stopped).carryOut().resumable()).isTrue();
    var path = "/var/lib/holdfast/nomad/server/raft/peers.json";
    hosts.host("s2").lying.put(path, "0".repeat(64));
    hosts.unreachable.add("s3");
    assertThatThrownBy(begin(stopped)::goOn)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.RUN_UNFINISHED);
              assertThat(refused.first().what()).contains("recover --lost was cut off: on s2 a");
              assertThat(refused.first().evidence()).contains("s2: " + path);
              assertThat(refused.first().fix().getFirst()).startsWith("holdfast recover ");
            });
    assertThat(hosts.host("s2").until).as("the lock is given back").isZero();
  }

  private static SeenQuorum seen(boolean othersAreThere) {
    var servers =
        FakeHosts.NAMES.stream()
            .map(
                name ->
                    name.equals("s1") || othersAreThere
                        ? new SeenServer(
                            name, Optional.empty(), false, "inactive", true, "1", "id", "of today")
                        : SeenServer.silent(name, "no SSH connection", true))
            .toList();
    return new SeenQuorum("consul", servers, new TreeMap<>(), new TreeSet<>(), new TreeMap<>());
  }

  @Test
  void locksAMajorityForAColdStartAndAllThatIsLeftWhereAMajorityIsLost() {
    var site = SiteReader.read("site.yaml", SITE);
    var plans = new RecoveryPlans(site, "acme-1", "digest");
    var cold = PlanRun.terms(plans.coldStart(List.of(seen(true)), Set.of()), "me", site);
    assertThat(cold.servers()).containsExactly("s1", "s2", "s3");
    assertThat(cold.needed()).isEqualTo(2);
    var lost = PlanRun.terms(plans.lostMajority(List.of(seen(false))), "me", site);
    assertThat(lost.servers()).containsExactly("s1");
    assertThat(lost.needed()).isEqualTo(1);
  }
}
