package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What the servers hold is saved before the first of them changes, or none changes.
class SnapshotsTest {
  private static final String SAVE = "/snapshot/s1/consul";
  private static final Plan UPGRADE = Rig.plan(snapshot(), Rig.servers("consul", "s1", "s2", "s3"));

  private static Stage snapshot() {
    var work = new Step.Operate("consul.save-snapshot", new TreeMap<>());
    var step = new Step(SAVE, "s1", "save the state of discovery", work, false, 10_000);
    return new Stage.Sequence("/snapshot", "Save", List.of(step), List.of());
  }

  private static Verdict notYet() {
    return new Verdict.NotYet("1 of 2 other voters healthy, 2 needed", "{}");
  }

  private static Problem only(Outcome outcome) {
    assertThat(outcome.exitCode()).isEqualTo(6);
    assertThat(outcome.resumable()).isTrue();
    assertThat(outcome.problems()).hasSize(1);
    return outcome.problems().getFirst();
  }

  @Test
  void stopsBeforeAnyServerWhereTheStateCannotBeSaved() {
    for (var end :
        List.of(
            new StepEnd.Failed(ProblemId.FILE_NOT_WRITABLE, "No space left on device"),
            new StepEnd.Lost(ProblemId.API_SILENT, "Consul gave no snapshot.: s1 answers 500"))) {
      var rig = new Rig(UPGRADE);
      rig.steps = (id, _) -> id.startsWith(SAVE) ? end : new StepEnd.Done(true, "");
      var problem = only(rig.run());
      assertThat(problem.id()).isEqualTo(ProblemId.SNAPSHOT_NOT_SAVED);
      assertThat(problem.clusterSafe()).hasValueSatisfying(it -> assertThat(it.safe()).isTrue());
      assertThat(problem.evidence().orElseThrow()).containsAnyOf("No space left", "answers 500");
      assertThat(rig.done).isEmpty();
      rig.steps = (_, _) -> new StepEnd.Done(true, "saved");
      assertThat(rig.run().exitCode()).isZero();
    }
  }

  @Test
  void savesAnewWhenARunGoesOnThatHasTouchedNoServer() {
    var rig = new Rig(UPGRADE);
    rig.gates = _ -> notYet();
    assertThat(rig.run().exitCode()).isEqualTo(6);
    assertThat(rig.done).containsExactly(SAVE);
    rig.gates = _ -> new Verdict.Met("ok", "{}");
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done).startsWith(SAVE, SAVE + "#2", "/consul/s1/drain");
  }

  @Test
  void keepsWhatWasSavedOnceAServerWasTouched() {
    var rig = new Rig(UPGRADE);
    rig.gates = gate -> gate.path().startsWith("/consul/s2") ? notYet() : new Verdict.Met("ok", "");
    assertThat(rig.run().exitCode()).isEqualTo(6);
    assertThat(rig.done).contains("/consul/s1/swap").doesNotContain("/consul/s2/swap");
    rig.gates = _ -> new Verdict.Met("ok", "{}");
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done).filteredOn(id -> id.startsWith(SAVE)).containsExactly(SAVE);
  }

  private static final String COMES_NOT = "The target version does not come up, on s2";
  private static final String REHEARSE = "/snapshot/s1/consul.rehearse-snapshot";

  private static Plan rehearsed() {
    var parameters = new TreeMap<>(Map.of("counting", SAVE, "copies", "s1=2-a"));
    var work = new Step.Operate("consul.rehearse-snapshot", parameters);
    var step = new Step(REHEARSE, "s1", "rehearse 2", work, false, 60_000);
    var steps = List.of(snapshot().planned().getFirst(), step);
    return Rig.plan(
        new Stage.Sequence("/snapshot", "Save", steps, List.of()),
        Rig.servers("consul", "s1", "s2", "s3"));
  }

  @Test
  void stopsBeforeAnyServerWhereTheRehearsalFailsAndSavesAndRehearsesAnewThen() {
    var rig = new Rig(rehearsed());
    rig.steps =
        (id, _) ->
            id.startsWith(REHEARSE)
                ? new StepEnd.Failed(
                    ProblemId.REHEARSAL_FAILED, COMES_NOT + ": it ended with 2\npanic: no")
                : new StepEnd.Done(true, "before, it held jobs 3");
    var problem = only(rig.run());
    assertThat(problem.id()).isEqualTo(ProblemId.REHEARSAL_FAILED);
    assertThat(problem.what()).isEqualTo(COMES_NOT);
    assertThat(problem.evidence()).contains("it ended with 2\npanic: no");
    assertThat(problem.resume()).contains("holdfast resume");
    assertThat(((Step.Operate) rig.given.getLast().work()).parameters())
        .containsEntry("counts", "before, it held jobs 3");
    assertThat(rig.done).containsExactly(SAVE);
    rig.steps = (_, _) -> new StepEnd.Done(true, "ok");
    rig.gates = _ -> notYet();
    assertThat(rig.run().exitCode()).isEqualTo(6);
    assertThat(rig.done).containsExactly(SAVE, SAVE + "#2", REHEARSE + "#2");
    rig.gates = _ -> new Verdict.Met("ok", "{}");
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done).contains(SAVE + "#3", REHEARSE + "#3");
  }

  private static final StepEnd FAILED =
      new StepEnd.Failed(ProblemId.REHEARSAL_FAILED, COMES_NOT + ": panic");
  private static final StepEnd BROKEN =
      new StepEnd.Failed(ProblemId.INTERNAL_ERROR, "java.lang.IllegalStateException: no");
  private static final StepEnd HELD = new StepEnd.Done(true, "rehearsed on s2");
  private static final StepEnd LEADERLESS = new StepEnd.Lost(ProblemId.API_SILENT, "no leader");
  private static final Optional<String> WHY = Optional.of(COMES_NOT + ": panic");

  /// A run whose rehearsals end like this, one after the other, and whose servers wait; `told` gets
  /// what each was told of those before it.
  private static Rig rehearsing(List<Optional<String>> told, StepEnd... ends) {
    var rig = new Rig(rehearsed());
    var coming = new ArrayList<>(List.of(ends));
    rig.steps =
        (id, _) -> {
          if (!id.startsWith(REHEARSE)) {
            return new StepEnd.Done(true, "");
          }
          var parameters = ((Step.Operate) rig.given.getLast().work()).parameters();
          told.add(Optional.ofNullable(parameters.get("failed")));
          return coming.removeFirst();
        };
    rig.gates = _ -> notYet();
    return rig;
  }

  @Test
  void tellsARehearsalHowTheOneBeforeFailedUntilOneIsDone() {
    var told = new ArrayList<Optional<String>>();
    var rig = rehearsing(told, FAILED, LEADERLESS, HELD, HELD);
    assertThat(only(rig.run()).id()).isEqualTo(ProblemId.REHEARSAL_FAILED);
    assertThat(rig.run().exitCode()).isEqualTo(6);
    assertThat(rig.run().exitCode()).isEqualTo(6);
    assertThat(told).containsExactly(Optional.empty(), WHY, WHY, Optional.empty());
  }

  @Test
  void holdsNothingAgainstAVersionThatWentWrongBeforeItWasTried() {
    var told = new ArrayList<Optional<String>>();
    var rig = rehearsing(told, BROKEN, HELD);
    var problem = only(rig.run());
    assertThat(problem.id()).isEqualTo(ProblemId.STEP_FAILED);
    assertThat(problem.evidence()).contains("java.lang.IllegalStateException: no");
    assertThat(problem.resume()).contains("holdfast resume");
    assertThat(rig.run().exitCode()).isEqualTo(6);
    assertThat(told).containsExactly(Optional.empty(), Optional.empty());
  }

  @Test
  void forgetsNoFailedRehearsalForAnErrorOnTheWayToTheNextOne() {
    var told = new ArrayList<Optional<String>>();
    var rig = rehearsing(told, FAILED, BROKEN, FAILED);
    rig.run();
    assertThat(only(rig.run()).id()).isEqualTo(ProblemId.STEP_FAILED);
    assertThat(only(rig.run()).id()).isEqualTo(ProblemId.REHEARSAL_FAILED);
    assertThat(told).containsExactly(Optional.empty(), WHY, WHY);
  }

  @Test
  void takesAFailureForAVerdictWhereAnEarlierVersionDidNotSayWhatItWas() {
    var earlier =
        """
        {"path":"%s","host":"s1","evidence":"no","tookMs":7}"""
            .formatted(REHEARSE);
    var failed = Json.fromTree(Json.readTree(earlier), Fact.StepFailed.class);
    assertThat(failed.problem()).isEmpty();
    assertThat(Facts.NONE.with(failed, 1).verdict(REHEARSE)).isEqualTo("no");
    var known = new Fact.StepFailed(REHEARSE, "s1", "no", 7, Optional.of(ProblemId.STEP_FAILED));
    assertThat(Json.fromTree(known.entry().details(), Fact.StepFailed.class)).isEqualTo(known);
    assertThat(Facts.NONE.with(known, 1).verdict(REHEARSE)).isEmpty();
  }

  /// Before a new run was told of the runs before it, it could go on without any rehearsal.
  @Test
  void aRunOfAnEarlierVersionThatRehearsedNothingHasClearedNothing() {
    var plan = rehearsed();
    var failing = rehearsing(new ArrayList<>(), FAILED);
    failing.run();
    var unheeding = rehearsing(new ArrayList<>(), new StepEnd.Done(true, "not rehearsed: s2: no"));
    unheeding.run();
    var known = EarlierRehearsals.NONE.and(plan, failing.records()).and(plan, unheeding.records());
    assertThat(known.of(plan)).containsExactly(Map.entry(REHEARSE, WHY.orElseThrow()));
    var held = rehearsing(new ArrayList<>(), HELD);
    held.run();
    assertThat(known.and(plan, held.records()).of(plan)).isEmpty();
  }

  @Test
  void aRunThatBeginsAnewTellsItsRehearsalHowThatOfAnEarlierRunFailed() {
    var earlier = rehearsing(new ArrayList<>(), FAILED);
    earlier.run();
    var told = new ArrayList<Optional<String>>();
    var rig = rehearsing(told, FAILED, HELD, HELD);
    rig.earlier = EarlierRehearsals.NONE.and(rehearsed(), earlier.records());
    assertThat(rig.run().exitCode()).isEqualTo(6);
    rig.earlier = EarlierRehearsals.NONE;
    assertThat(rig.run().exitCode()).isEqualTo(6);
    assertThat(rig.run().exitCode()).isEqualTo(6);
    assertThat(told).containsExactly(WHY, WHY, Optional.empty());
    assertThat(rig.told.getFirst().text())
        .isEqualTo("run run-1 started; heeds that an earlier run failed at " + REHEARSE);
  }

  private static final String COUNT = "/snapshot/s1/consul.count-durable";

  private static Plan counted() {
    var work = new Step.Operate("consul.count-durable", new TreeMap<>());
    var step = new Step(COUNT, "s1", "count", work, false, 2_000);
    var servers = Rig.servers("consul", "s1", "s2", "s3");
    var gate =
        new GateSpec(
            "counts", "counts", new TreeMap<>(Map.of("counting", COUNT)), 0, 60_000, 10_000);
    var hosts =
        servers.hosts().stream()
            .map(
                host ->
                    new Stage.HostWork(
                        host.host(),
                        host.before(),
                        host.again(),
                        host.steps(),
                        List.of(gate),
                        host.undo(),
                        host.undone()))
            .toList();
    return Rig.plan(
        new Stage.Sequence("/snapshot", "Count", List.of(step), List.of()),
        new Stage.Group(
            servers.path(), servers.title(), servers.component(), servers.quorum(), 1, hosts));
  }

  @Test
  void tellsTheGatesBehindEachServerWhatWasCountedBefore() {
    var rig = new Rig(counted());
    var told = new ArrayList<String>();
    rig.steps =
        (id, _) -> new StepEnd.Done(true, id.equals(COUNT) ? "Consul holds aclTokens 5" : "");
    rig.gates =
        gate -> {
          Optional.ofNullable(gate.parameters().get("counts")).ifPresent(told::add);
          return new Verdict.Met("ok", "{}");
        };
    assertThat(rig.run().exitCode()).isZero();
    assertThat(told).hasSize(3).containsOnly("Consul holds aclTokens 5");
  }

  @Test
  void countsAnewWhenARunGoesOnButNotWhileAServerIsInTheMiddleOfItsChange() {
    var between = new Rig(counted());
    between.gates =
        gate -> gate.path().startsWith("/consul/s2") ? notYet() : new Verdict.Met("ok", "{}");
    assertThat(between.run().exitCode()).isEqualTo(6);
    between.gates = _ -> new Verdict.Met("ok", "{}");
    assertThat(between.run().exitCode()).isZero();
    assertThat(between.done).contains(COUNT + "#2");

    var middle = new Rig(counted());
    var events = 1;
    while (!middle.done.contains("/consul/s1/swap")) {
      middle = new Rig(counted());
      middle.run(events++);
    }
    assertThat(middle.run().exitCode()).isZero();
    assertThat(middle.done).contains(COUNT).doesNotContain(COUNT + "#2");
  }

  @Test
  void countsNothingAnewOnceNoServerIsLeftToCompareItWith() {
    var servers = counted();
    var workers = Rig.group("docker", Optional.empty(), 1, "w1", "w2");
    var rig = new Rig(Rig.plan(servers.stages().getFirst(), servers.stages().getLast(), workers));
    rig.gates =
        gate -> gate.path().startsWith("/docker/w1/before") ? notYet() : new Verdict.Met("ok", "");
    assertThat(rig.run().exitCode()).isEqualTo(6);
    rig.gates = _ -> new Verdict.Met("ok", "{}");
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done).contains(COUNT).doesNotContain(COUNT + "#2");
  }

  @Test
  void readsAResumeOfAnEarlierVersionWhichKnewOfNoStepToDoAgain() {
    var earlier = Json.readTree("{\"runId\":\"run-1\",\"fence\":2}");
    assertThat(Json.fromTree(earlier, Fact.RunResumed.class))
        .isEqualTo(new Fact.RunResumed("run-1", 2, Optional.empty()));
  }

  @Test
  void endsTheSameWhereverItIsKilled() {
    var undisturbed = new Rig(UPGRADE).run();
    for (var events = 1; events < 60; events++) {
      var rig = new Rig(UPGRADE);
      rig.run(events);
      var outcome = rig.run();
      assertThat(outcome.exitCode()).as("killed after %d events", events).isZero();
      assertThat(outcome.groups()).hasSameSizeAs(undisturbed.groups());
      assertThat(rig.done.getFirst()).isEqualTo(SAVE);
    }
  }
}
