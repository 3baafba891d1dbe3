package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ExecutorTest {
  private static final Plan UPGRADE =
      Rig.plan(
          Rig.staging("s1", "s2", "s3", "w1", "w2", "w3"),
          Rig.servers("consul", "s1", "s2", "s3"),
          Rig.group("docker", Optional.empty(), 2, "w1", "w2", "w3"));

  private static Verdict gate(String path, String failing) {
    return path.equals(failing)
        ? new Verdict.Failed("process exited with 1", "{\"raw\":1}")
        : new Verdict.Met("ok", "{}");
  }

  private static List<String> swaps(Rig rig) {
    return rig.done.stream().filter(id -> id.endsWith("/swap")).toList();
  }

  private static List<String> kinds(Rig rig) {
    return Journal.open(rig.disk, "run").records().stream().map(JournalRecord::kind).toList();
  }

  private static Outcome.GroupOutcome group(Outcome outcome, int index) {
    return outcome.groups().get(index);
  }

  @Test
  void endsAnEmptyPlanAtOnceAndWritesNothing() {
    var rig = new Rig(Rig.plan());
    assertThat(rig.run().exitCode()).isZero();
    assertThat(kinds(rig)).isEmpty();
  }

  @Test
  void doesEveryStepOnceInOrder() {
    var rig = new Rig(UPGRADE);
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.problems()).isEmpty();
    assertThat(rig.done).hasSize(24).doesNotHaveDuplicates();
    assertThat(outcome.steps()).hasSize(24).allMatch(Outcome.StepTiming::changed);
    assertThat(outcome.groups()).allMatch(group -> group.outcome() == Outcome.End.FINAL);
    assertThat(group(outcome, 0).leaderBefore()).contains("s3");
  }

  @Test
  void recordsAStepThatFoundEverythingAsWantedAsUnchanged() {
    var rig = new Rig(UPGRADE);
    rig.steps = (_, _) -> new StepEnd.Done(false, "");
    assertThat(rig.run().steps()).noneMatch(Outcome.StepTiming::changed);
  }

  @Test
  void letsTheLeaderChangePlacesWithTheLastUntouchedServer() {
    var rig = new Rig(UPGRADE);
    rig.leader = () -> Optional.of("s1");
    var outcome = rig.run();
    assertThat(swaps(rig)).startsWith("/consul/s3/swap", "/consul/s2/swap", "/consul/s1/swap");
    assertThat(group(outcome, 0).order()).containsExactly("s3", "s2", "s1");
    assertThat(kinds(rig)).filteredOn("order-set"::equals).hasSize(2);
  }

  @Test
  void noticesALeaderThatMovedWhileTheGatesWereWatched() {
    var rig = new Rig(UPGRADE);
    var moved = new AtomicBoolean();
    rig.gates =
        gate -> {
          moved.compareAndSet(false, gate.path().equals("/consul/s1/before"));
          return new Verdict.Met("ok", "{}");
        };
    rig.leader = () -> Optional.of(moved.get() ? "s1" : "s3");
    var outcome = rig.run();
    assertThat(swaps(rig)).startsWith("/consul/s3/swap", "/consul/s2/swap", "/consul/s1/swap");
    assertThat(group(outcome, 0).leaderMoved().orElseThrow().to()).isEqualTo("s1");
  }

  @Test
  void bringsAHostToItsEndThatBecomesTheLeaderAfterItsFirstStep() {
    var rig = new Rig(UPGRADE);
    rig.leader = () -> Optional.of(rig.done.contains("/consul/s1/drain") ? "s1" : "s3");
    rig.run();
    assertThat(swaps(rig)).startsWith("/consul/s1/swap");
  }

  @Test
  void stopsUntouchedWhenNobodyKnowsTheLeader() {
    var rig = new Rig(UPGRADE);
    rig.leader = Optional::empty;
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(6);
    assertThat(swaps(rig)).isEmpty();
    assertThat(group(outcome, 0).outcome()).isEqualTo(Outcome.End.UNTOUCHED);
  }

  @Test
  void stopsUntouchedWhenTheGateBeforeIsNotMetInTime() {
    var rig = new Rig(UPGRADE);
    rig.gates =
        gate ->
            gate.path().equals("/consul/s1/before")
                ? new Verdict.NotYet("1 of 2 other voters healthy, 2 needed", "{}")
                : new Verdict.Met("ok", "{}");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(6);
    assertThat(outcome.problems().getFirst().id()).isEqualTo(ProblemId.BEFORE_GATE);
    assertThat(outcome.problems().getFirst().what()).contains("1 of 2 other voters");
    assertThat(rig.done).noneMatch(id -> id.startsWith("/consul/"));
    rig.gates = _ -> new Verdict.Met("ok", "{}");
    assertThat(rig.run().exitCode()).isZero();
  }

  @Test
  void putsAFailedCanaryBackAndLeavesTheOthersUntouched() {
    var rig = new Rig(UPGRADE);
    rig.gates = gate -> gate(gate.path(), "/consul/s1/alive");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(rig.done).contains("/consul/s1/undo").doesNotContain("/consul/s2/swap");
    assertThat(group(outcome, 0).outcome()).isEqualTo(Outcome.End.PUT_BACK);
    assertThat(group(outcome, 0).hosts())
        .extracting(Outcome.HostOutcome::outcome)
        .containsExactly(Outcome.End.PUT_BACK, Outcome.End.UNTOUCHED, Outcome.End.UNTOUCHED);
    assertThat(group(outcome, 1).outcome()).isEqualTo(Outcome.End.UNTOUCHED);
    assertThat(rig.kept)
        .filteredOn(file -> !file.startsWith("gates-"))
        .containsExactly("evidence-consul-s1-alive.txt");
    assertThat(rig.run()).isEqualTo(outcome);
  }

  /// What is only a condition of ours, without a product that said something, has no answer.
  @Test
  void keepsWhatTheProductsSaidWhenGatesWereMet() {
    var rig = new Rig(UPGRADE);
    rig.gates =
        gate -> new Verdict.Met("ok", gate.path().equals("/consul/s2/alive") ? "s2 says so" : "");
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.kept).containsExactly("gates-consul-s2-after.txt");
    assertThat(rig.raw).containsExactly("/consul/s2/alive\ns2 says so\n");
  }

  @Test
  void saysWhatToDoNextAlsoWhereNoEvidenceWasKept() {
    var rig = new Rig(UPGRADE);
    rig.failAt("/consul/s1/swap", "No space left on device");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(rig.kept).allMatch(file -> file.startsWith("gates-"));
    assertThat(outcome.problems().getFirst().fix()).singleElement().asString().contains("apply");
  }

  @Test
  void callsAHostThatWasHealthyAndThenWasNotAFailureInTheSoak() {
    var rig = new Rig(UPGRADE);
    rig.gates =
        gate ->
            rig.now > 10_000
                    && gate.path().equals("/consul/s1/soak")
                    && !rig.done.contains("/consul/s1/undo")
                ? new Verdict.Failed("no answer", "{}")
                : new Verdict.Met("ok", "{}");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(outcome.problems().getFirst().evidence().orElseThrow()).startsWith("HF-QUO-003");
  }

  @Test
  void wantsASoakWithoutABreakAndAllGatesAtTheSameTime() {
    var rig = new Rig(UPGRADE);
    rig.gates =
        gate ->
            gate.path().equals("/consul/s1/alive") && rig.now < 30_000
                ? new Verdict.NotYet("not a voter", "{}")
                : new Verdict.Met("ok", "{}");
    rig.run();
    var records = Journal.open(rig.disk, "run").records();
    var canaryDone = records.stream().filter(r -> r.kind().equals("host-done")).findFirst();
    assertThat(canaryDone.orElseThrow().wallMs()).isBetween(30_000L, 32_000L);
  }

  @Test
  void goesOnlyForwardOnceAChangedServerLeads() {
    var rig = new Rig(UPGRADE);
    rig.gates = gate -> gate(gate.path(), "/consul/s2/alive");
    rig.leader = () -> Optional.of(swaps(rig).contains("/consul/s2/swap") ? "s1" : "s3");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(6);
    assertThat(outcome.problems().getFirst().id()).isEqualTo(ProblemId.FORWARD_ONLY);
    assertThat(rig.done).doesNotContain("/consul/s2/undo", "/consul/s3/swap");
    rig.gates = _ -> new Verdict.Met("ok", "{}");
    assertThat(rig.run().exitCode()).isZero();
  }

  @Test
  void saysAtOnceThatTheGroupGoesOnlyForwardWhenAChangedServerLeads() {
    var rig = new Rig(UPGRADE);
    rig.leader = () -> Optional.of(swaps(rig).contains("/consul/s1/swap") ? "s1" : "s3");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isZero();
    assertThat(group(outcome, 0).leaderMoved().orElseThrow().to()).isEqualTo("s1");
    assertThat(said(rig))
        .containsOnlyOnce(
            "the leader is now s1: s1 was changed by this run; from here on the group goes only"
                + " forward");
  }

  @Test
  void saysNothingOfThatWhenAnUntouchedServerTakesTheLeadOver() {
    var rig = new Rig(UPGRADE);
    rig.leader = () -> Optional.of(swaps(rig).contains("/consul/s1/swap") ? "s2" : "s3");
    rig.run();
    assertThat(said(rig)).contains("the leader is now s2").doesNotContain("the leader is now s2:");
  }

  @Test
  void goesOnlyForwardWithTheLastServerForAChangedOneLeadsWhenItStops() {
    var rig = new Rig(UPGRADE);
    rig.gates = gate -> gate(gate.path(), "/consul/s3/alive");
    rig.leader = () -> Optional.of(swaps(rig).contains("/consul/s3/swap") ? "s2" : "s3");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(6);
    assertThat(outcome.problems().getFirst().id()).isEqualTo(ProblemId.FORWARD_ONLY);
    assertThat(outcome.problems().getFirst().what()).contains("s2 leads and was changed");
    assertThat(rig.done).doesNotContain("/consul/s3/undo");
    assertThat(said(rig)).contains("no way back: s2 leads and was changed by this run");
  }

  @Test
  void readsAJournalThatDoesNotSayWhetherALeaderWasChanged() {
    var rig = new Rig(UPGRADE);
    rig.leader = () -> Optional.of(swaps(rig).contains("/consul/s1/swap") ? "s1" : "s3");
    rig.run();
    var moved =
        Journal.open(rig.disk, "run").records().stream()
            .filter(found -> found.kind().equals("leader-moved"))
            .findFirst()
            .orElseThrow();
    var old = (ObjectNode) moved.details().deepCopy();
    assertThat(old.remove("forwardOnly")).isNotNull();
    assertThat(Json.fromTree(old, Fact.LeaderMoved.class).forwardOnly()).isEmpty();
  }

  private static String said(Rig rig) {
    return String.join(
        "\n",
        Journal.open(rig.disk, "run").records().stream()
            .map(found -> Says.of(Fact.of(found)))
            .toList());
  }

  @Test
  void asksAgainUnderTheSameIdWhileAnswersAreLost() {
    var rig = new Rig(UPGRADE);
    rig.steps =
        (id, count) ->
            id.equals("/consul/s1/swap") && count < 5
                ? new StepEnd.Lost(ProblemId.CONNECTION_LOST, "reset")
                : new StepEnd.Done(true, "");
    assertThat(rig.run().exitCode()).isZero();
  }

  @Test
  void stopsWithTheHostUntouchedWhenItCannotBeReachedBeforeItsChange() {
    var rig = new Rig(UPGRADE);
    rig.steps =
        (id, _) ->
            id.equals("/consul/s2/drain")
                ? new StepEnd.Lost(ProblemId.HOST_UNREACHABLE, "no route")
                : new StepEnd.Done(true, "");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(10);
    assertThat(outcome.resumable()).isTrue();
    assertThat(rig.done).doesNotContain("/consul/s2/undo");
  }

  @Test
  void finishesAnUndoThatCouldNotReachItsHostAfterAResume() {
    var rig = new Rig(UPGRADE);
    rig.steps =
        (id, _) ->
            switch (id) {
              case "/consul/s1/swap" -> new StepEnd.Failed(ProblemId.STEP_FAILED, "no space left");
              case "/consul/s1/undo" -> new StepEnd.Lost(ProblemId.HOST_UNREACHABLE, "no route");
              default -> new StepEnd.Done(true, "");
            };
    assertThat(rig.run().exitCode()).isEqualTo(10);
    rig.steps = (_, _) -> new StepEnd.Done(true, "");
    assertThat(rig.run().exitCode()).isEqualTo(7);
    assertThat(rig.done).contains("/consul/s1/undo").doesNotContain("/consul/s1/swap");
  }

  /// What was sent to it may still arrive: after an undo in the same life it would change the host
  /// that was put back.
  @Test
  void doesNotPutAHostBackThatGivesNoAnswerAndGoesOnWithItAfterAResume() {
    var rig = new Rig(UPGRADE);
    rig.steps =
        (id, _) ->
            id.equals("/consul/s1/swap")
                ? new StepEnd.Lost(ProblemId.HOST_UNREACHABLE, "no route")
                : new StepEnd.Done(true, "");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(10);
    assertThat(outcome.resumable()).isTrue();
    assertThat(rig.done).doesNotContain("/consul/s1/undo");
    rig.steps = (_, _) -> new StepEnd.Done(true, "");
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done).contains("/consul/s1/swap").doesNotContain("/consul/s1/undo");
  }

  @Test
  void triesAFailedStepOfAStageUnderANewIdAfterAResume() {
    var rig = new Rig(UPGRADE);
    rig.failAt("/stage/w1/place", "No space left on device");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(6);
    assertThat(outcome.problems().getFirst().evidence()).contains("No space left on device");
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done).contains("/stage/w1/place#2");
  }

  @Test
  void stopsBetweenTwoHostsWhenAskedTo() {
    var rig = new Rig(UPGRADE);
    var asked = new AtomicBoolean();
    rig.between =
        r ->
            r.done.contains("/consul/s1/swap") && asked.compareAndSet(false, true)
                ? Optional.of(new Event.StopAsked(r.now))
                : Optional.empty();
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(6);
    assertThat(group(outcome, 0).hosts())
        .extracting(Outcome.HostOutcome::outcome)
        .containsExactly(Outcome.End.FINAL, Outcome.End.UNTOUCHED, Outcome.End.UNTOUCHED);
    rig.between = _ -> Optional.empty();
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done).hasSize(24).doesNotHaveDuplicates();
  }

  @Test
  void endsAtOnceWhenTheLockIsLost() {
    var rig = new Rig(UPGRADE);
    rig.between =
        r ->
            r.done.contains("/consul/s1/drain")
                ? Optional.of(new Event.LockLost(r.now, "2 of 3 servers do not answer"))
                : Optional.empty();
    assertThat(rig.run().exitCode()).isEqualTo(8);
    assertThat(kinds(rig)).doesNotContain("run-ended");
  }

  @Test
  void endsAtOnceWhenAHostFollowsANewerRun() {
    var rig = new Rig(UPGRADE);
    rig.steps = (_, _) -> new StepEnd.Refused(ProblemId.FENCE_TOO_LOW, "fence 1 < 2");
    assertThat(rig.run().exitCode()).isEqualTo(8);
    assertThat(rig.done).isEmpty();
  }

  @Test
  void changesOneCanaryAloneAndThenSeveralWorkersAtOnce() {
    var rig = new Rig(UPGRADE);
    rig.run();
    var order = new ArrayList<String>();
    for (var found : Journal.open(rig.disk, "run").records()) {
      if (found.path().startsWith("/docker") && found.kind().startsWith("host-")) {
        order.add(found.kind() + " " + found.host());
      }
    }
    assertThat(order.subList(0, 4))
        .containsExactly("host-started w1", "host-done w1", "host-started w2", "host-started w3");
  }

  @Test
  void resumesFromAKillAfterEveryEventToTheSameEnd() {
    for (var failing : List.of("", "/consul/s1/alive", "/docker/w2/soak")) {
      var calm = new Rig(UPGRADE);
      calm.gates = gate -> gate(gate.path(), failing);
      var expected = calm.run();
      var undisturbed = Optional.<Outcome>empty();
      for (var kill = 1; undisturbed.isEmpty(); kill += failing.isEmpty() ? 1 : 4) {
        var rig = new Rig(UPGRADE);
        rig.gates = gate -> gate(gate.path(), failing);
        undisturbed = rig.run(kill);
        var outcome = undisturbed.orElseGet(rig::run);
        assertThat(outcome.exitCode()).as("killed after %d", kill).isEqualTo(expected.exitCode());
        assertThat(outcome.groups()).isEqualTo(expected.groups());
      }
    }
  }

  @Test
  void refusesTheJournalOfAnotherPlan() {
    var rig = new Rig(UPGRADE);
    rig.run(20);
    var records = Journal.open(rig.disk, "run").records();
    var other = Rig.plan(Rig.staging("s1"));
    var id = new RunState.Identity("run-1", 1);
    assertThatThrownBy(() -> RunState.of(id, other, RunSettings.standard(), records))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.has(ProblemId.PLAN_STALE)).isTrue());
  }

  @Test
  void writesFactsThatCanBeReadBack() {
    var rig = new Rig(UPGRADE);
    rig.gates = gate -> gate(gate.path(), "/consul/s1/alive");
    rig.run();
    for (var found : Journal.open(rig.disk, "run").records()) {
      assertThat(Json.write(Fact.of(found).entry())).isEqualTo(Json.write(found.entry()));
    }
    assertThat(Fact.kinds()).hasSize(18);
  }
}
