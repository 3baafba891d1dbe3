package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.problem.ProblemId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A host in the middle of its change is disturbed once more only while that loses nothing.
class DisturbedAgainTest {
  private static final Plan SERVERS = Rig.plan(Rig.servers("consul", "s1", "s2", "s3"));
  private static final int STOPPED = 6;
  private static final int PUT_BACK = 7;

  private static void hold(Rig rig, String path, Verdict verdict) {
    var others = rig.gates;
    rig.gates = gate -> gate.path().equals(path) ? verdict : others.apply(gate);
  }

  private static Verdict no() {
    return new Verdict.NotYet("1 of 2 other voters healthy, 2 needed", "{}");
  }

  private static Verdict yes() {
    return new Verdict.Met("2 of 2 other voters healthy, 2 needed", "{}");
  }

  private static Verdict failed() {
    return new Verdict.Failed("the process ended", "{}");
  }

  /// A run that was killed with the start of a step in its journal and nothing sent.
  private static Rig killedBeforeSending(String step) {
    for (var events = 1; events < 1_000; events++) {
      var rig = new Rig(SERVERS);
      rig.run(events);
      var records = Journal.open(rig.disk, "run").records();
      var last = records.isEmpty() ? Optional.empty() : Optional.of(records.getLast());
      if (last.isPresent()
          && records.getLast().kind().equals("step-started")
          && records.getLast().entry().path().equals(step)
          && !rig.done.contains(step)) {
        return rig;
      }
    }
    throw new AssertionError(step + " is never the last thing in the journal");
  }

  @Test
  void aStepOfAnEarlierLifeGoesOutOnlyWhileTheOthersHoldTheQuorum() {
    var rig = killedBeforeSending("/consul/s1/swap");
    hold(rig, "/consul/s1/again", no());
    var stopped = rig.run();
    assertThat(stopped.exitCode()).isEqualTo(STOPPED);
    assertThat(stopped.problems().getFirst().headline()).contains("disturbed again");
    assertThat(rig.done).doesNotContain("/consul/s1/swap");

    hold(rig, "/consul/s1/again", yes());
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done).contains("/consul/s1/swap", "/consul/s3/swap");
  }

  @Test
  void aStepWhoseAnswerWasLostIsRepeatedOnlyWhileTheOthersHoldTheQuorum() {
    var rig = new Rig(SERVERS);
    rig.steps =
        (step, time) ->
            step.equals("/consul/s1/swap") && time == 1
                ? new StepEnd.Lost(ProblemId.CONNECTION_LOST, "the connection ended")
                : new StepEnd.Done(true, "changed");
    hold(rig, "/consul/s1/again", no());
    assertThat(rig.run().exitCode()).isEqualTo(STOPPED);
    assertThat(rig.done).doesNotContain("/consul/s1/swap");
  }

  @Test
  void aFailedServerThatStillVotesIsPutBackOnlyWhileTheOthersHoldTheQuorum() {
    var rig = new Rig(SERVERS);
    hold(rig, "/consul/s1/soak", failed());
    hold(rig, "/consul/s1/again", no());
    assertThat(rig.run().exitCode()).isEqualTo(STOPPED);
    assertThat(rig.done).doesNotContain("/consul/s1/undo");

    hold(rig, "/consul/s1/again", yes());
    assertThat(rig.run().exitCode()).isEqualTo(PUT_BACK);
    assertThat(rig.done).contains("/consul/s1/undo").doesNotContain("/consul/s2/swap");
  }

  @Test
  void aFailedServerIsNotPutBackWhileNobodyKnowsWhoLeads() {
    var rig = new Rig(SERVERS);
    hold(rig, "/consul/s1/soak", failed());
    rig.leader = () -> rig.done.contains("/consul/s1/swap") ? Optional.empty() : Optional.of("s3");
    assertThat(rig.run().exitCode()).isEqualTo(STOPPED);
    assertThat(rig.done).doesNotContain("/consul/s1/undo");

    rig.leader = () -> Optional.of("s3");
    assertThat(rig.run().exitCode()).isEqualTo(PUT_BACK);
    assertThat(rig.done).contains("/consul/s1/undo");
  }

  @Test
  void noWorkerIsBegunOnceOneHasFailed() {
    var workers = Rig.group("docker", Optional.empty(), 2, "w1", "w2", "w3", "w4", "w5");
    var rig = new Rig(Rig.plan(workers));
    rig.failAt("/docker/w2/swap", "no space left");
    assertThat(rig.run().exitCode()).isEqualTo(PUT_BACK);
    assertThat(rig.done)
        .contains("/docker/w2/undo", "/docker/w3/swap")
        .doesNotContain("/docker/w4/drain", "/docker/w5/drain");
  }
}
