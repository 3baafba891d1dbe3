package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.run.RunFolder.About.Stood;
import io.holdfast.scheduler.plan.Leg;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.RestorePlan;
import io.holdfast.scheduler.raft.RaftSnapshots;
import io.holdfast.scheduler.run.Fact;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.SiteReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SupersededTest extends RunsOnFakeHosts {
  private static final String FIRST = "20261101-000000-upgrade-0001";
  private static final String SECOND = "20261102-000000-restore-0002";
  private static final String THIRD = "20261103-000000-upgrade-0003";
  private static final List<String> ALL =
      List.of(
          THIRD + "-consul",
          FIRST + "-nomad",
          FIRST + "-consul",
          SECOND + "-consul",
          THIRD + "-nomad");

  @Test
  void letsAllGoButTheNewestOfEachProduct() {
    assertThat(new Superseded(1, Set.of(), Set.of(), Journey.NONE).of(ALL))
        .containsExactly(FIRST + "-consul", FIRST + "-nomad", SECOND + "-consul");
    assertThat(new Superseded(2, Set.of(), Set.of(), Journey.NONE).of(ALL))
        .containsExactly(FIRST + "-consul");
    assertThat(new Superseded(3, Set.of(), Set.of(), Journey.NONE).of(ALL)).isEmpty();
  }

  @Test
  void letsNothingGoThatARunMayNeed() {
    assertThat(new Superseded(1, Set.of(FIRST), Set.of(), Journey.NONE).of(ALL))
        .containsExactly(SECOND + "-consul");
    assertThat(new Superseded(1, Set.of(), Set.of(SECOND + "-consul"), Journey.NONE).of(ALL))
        .containsExactly(FIRST + "-consul", FIRST + "-nomad");
  }

  private Plan plan() {
    var work = new Step.Operate("test", new TreeMap<>());
    var step = new Step("/consul/s1/swap", "s1", "Restart", work, true, 1_000);
    return plan(new Stage.Sequence("/consul", "Restart", List.of(step), List.of()));
  }

  private boolean isSpared(Plan running, String name) {
    var now = Superseded.during("20261203-000000-restore-0004", running, site(), 1);
    return now.stays(SnapshotName.of(name).orElseThrow());
  }

  @Test
  void sparesARunAsLongAsItIsGoneOnWith() throws Exception {
    work = (_, _) -> new StepEnd.Failed(ProblemId.STEP_FAILED, "no");
    var plan = plan();
    assertThat(begin(plan).carryOut().resumable()).isTrue();
    assertThat(isSpared(plan, RUN + "-nomad")).isTrue();
    assertThat(isSpared(plan, FIRST + "-nomad")).isFalse();
    work = (_, _) -> new StepEnd.Done(true, "done");
    assertThat(begin(plan).goOn().exitCode()).isZero();
    assertThat(isSpared(plan, RUN + "-nomad")).isFalse();
  }

  @Test
  void sparesItsOwnAndWhatItPutsBack() {
    var saved = new RaftSnapshots.Saved("nomad", "2.0.5", FIRST + "-nomad", "ab12", 5, 7, 2);
    var site = SiteReader.read("site.yaml", SITE);
    var restoring = new RestorePlan(site, "acme-1", "digest").of(saved);
    assertThat(isSpared(restoring, FIRST + "-nomad")).isTrue();
    assertThat(isSpared(restoring, FIRST + "-consul")).isFalse();
    assertThat(isSpared(plan(), "20261203-000000-restore-0004-nomad")).isTrue();
  }

  private int begun;

  /// A run as it lies in the folder of the site, which saved the state of Nomad; `stop` is empty
  /// where it leads to the end of its bundle.
  private String add(String verb, int exitCode, String stop) {
    runId = "2026110%d-000000-%s-000%d".formatted(++begun, verb, begun);
    var plan = plan(new Stage.Sequence("/consul", "Nothing", List.of(), List.of()));
    begin(stop.isEmpty() ? plan : plan.along(new Leg(stop, List.of("acme 2"))));
    var about = run().about().orElseThrow();
    run()
        .saveAbout(
            new RunFolder.About(
                runId,
                verb,
                about.owner(),
                about.bundleDigest(),
                about.bundleName(),
                about.bundleVersion(),
                about.siteText(),
                begun,
                Optional.empty(),
                Optional.empty()));
    run()
        .openJournal()
        .journal()
        .append(new Fact.RunStarted(runId, plan.digest(), "UPGRADE", begun).entry(), begun);
    run().saveOutcome(new Outcome(exitCode, exitCode == 6, List.of(), List.of(), List.of()));
    return runId + "-nomad";
  }

  private List<String> gone(String... states) {
    return Superseded.during("20261203-000000-upgrade-0009", plan(), site(), 1).of(List.of(states));
  }

  @Test
  void keepsTheStateOfBeforeTheFirstLegUntilTheEndIsReached() {
    var before = add("upgrade", 0, "");
    var stopped = add("upgrade", 6, "nomad-1.8");
    var first = add("upgrade", 0, "nomad-1.8");
    var applied = add("apply", 0, "nomad-1.8");
    var second = add("upgrade", 0, "nomad-1.9");
    var now = "20261203-000000-upgrade-0009-nomad";
    assertThat(gone(before, stopped, first, applied, second, now))
        .containsExactly(before, first, applied, second);
    assertThat(gone(before, first, second, now)).containsExactly(before, second);
    var last = add("upgrade", 0, "");
    assertThat(gone(before, stopped, first, second, last, now))
        .containsExactly(before, stopped, first, second, last);
  }

  @Test
  void aReplacedServerAndAWorkerLeftBehindAreNoEndOfAnUpgrade() {
    var first = add("upgrade", 0, "nomad-1.8");
    var replaced = add("replace", 0, "");
    var last = add("upgrade", 0, "");
    run()
        .saveOutcome(
            new Outcome(6, true, List.of(), List.of(), List.of(), Optional.of(List.of("w3"))));
    assertThat(gone(first, replaced, RUN + "-nomad")).containsExactly(replaced);
    var lastRun = last.substring(0, last.lastIndexOf('-'));
    var atAStop = new Stood("digest", Optional.of("nomad-1.9"));
    site().saveSettled(new SiteFolder.Settled(lastRun, Optional.of(atAStop)));
    assertThat(gone(first, replaced, RUN + "-nomad")).containsExactly(replaced);
    var atTheEnd = new Stood("digest", Optional.empty());
    site().saveSettled(new SiteFolder.Settled(lastRun, Optional.of(atTheEnd)));
    assertThat(gone(first, replaced, RUN + "-nomad")).containsExactly(first, replaced);
  }

  @Test
  void aRunOfAPartIsNoEndOfAnUpgrade() {
    var first = add("upgrade", 0, "nomad-1.8");
    var part = add("upgrade", 0, "");
    var about = run().about().orElseThrow();
    run().saveAbout(about.with(List.of(), List.of("/nomad-workers"), about.stood()));
    assertThat(gone(first, part, RUN + "-nomad")).containsExactly(part);
  }

  @Test
  void whoGivesUpTheWayBackGivesUpTheStateOfBeforeTheFirstLeg() {
    var first = add("upgrade", 0, "nomad-1.8");
    add("drain", 0, "");
    assertThat(gone(first, RUN + "-nomad")).isEmpty();
    add("finalize", 0, "");
    assertThat(gone(first, RUN + "-nomad")).containsExactly(first);
  }

  @Test
  void touchesNothingThatBearsAnotherName() {
    assertThat(
            new Superseded(1, Set.of(), Set.of(), Journey.NONE)
                .of(List.of("my-own-consul", "notes", FIRST + "-consul", "../x-consul")))
        .isEmpty();
  }
}
