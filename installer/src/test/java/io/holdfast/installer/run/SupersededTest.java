package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.RestorePlan;
import io.holdfast.scheduler.raft.RaftSnapshots;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.SiteReader;
import java.util.List;
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
    assertThat(new Superseded(1, Set.of(), Set.of()).of(ALL))
        .containsExactly(FIRST + "-consul", FIRST + "-nomad", SECOND + "-consul");
    assertThat(new Superseded(2, Set.of(), Set.of()).of(ALL)).containsExactly(FIRST + "-consul");
    assertThat(new Superseded(3, Set.of(), Set.of()).of(ALL)).isEmpty();
  }

  @Test
  void letsNothingGoThatARunMayNeed() {
    assertThat(new Superseded(1, Set.of(FIRST), Set.of()).of(ALL))
        .containsExactly(SECOND + "-consul");
    assertThat(new Superseded(1, Set.of(), Set.of(SECOND + "-consul")).of(ALL))
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

  @Test
  void touchesNothingThatBearsAnotherName() {
    assertThat(
            new Superseded(1, Set.of(), Set.of())
                .of(List.of("my-own-consul", "notes", FIRST + "-consul", "../x-consul")))
        .isEmpty();
  }
}
