package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpareTest {
  private static final Plan UPGRADE =
      Rig.plan(
          Rig.staging("s1", "s2", "s3", "w1", "w2", "w3"),
          Rig.servers("consul", "s1", "s2", "s3"),
          Rig.group("docker", Optional.empty(), 1, "w1", "w2", "w3"));

  private final Rig rig = new Rig(UPGRADE);
  private final Set<String> dead = new HashSet<>();

  @BeforeEach
  void theDeadSayNothing() {
    rig.steps =
        (id, _) ->
            dead.contains(host(id))
                ? new StepEnd.Lost(ProblemId.HOST_UNREACHABLE, "no answer")
                : new StepEnd.Done(true, "changed");
    rig.gates =
        gate ->
            gate.gate().equals("host.answers") && dead.contains(gate.parameters().get("host"))
                ? new Verdict.NotYet("no answer", "")
                : new Verdict.Met("ok", "{}");
  }

  private static String host(String stepId) {
    return stepId.split("/")[2];
  }

  private void spare(int most, String... silent) {
    var unheard = new TreeMap<String, String>();
    List.of(silent).forEach(host -> unheard.put(host, "no route to host"));
    rig.bounds =
        Bounds.NONE.sparing(new Spare(most, new TreeSet<>(List.of("w1", "w2", "w3")), unheard));
  }

  private Outcome.End end(Outcome outcome, String host) {
    return outcome.groups().getLast().hosts().stream()
        .filter(it -> it.host().equals(host))
        .findFirst()
        .orElseThrow()
        .outcome();
  }

  @Test
  void stopsAtADeadWorkerWhereNothingElseWasSaid() {
    dead.add("w2");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(10);
    assertThat(outcome.leftBehind()).isEmpty();
    assertThat(rig.done).doesNotContain("/consul/s1/swap");
  }

  @Test
  void goesPastAWorkerThatIsDeadInStagingAndNamesItInTheEnd() {
    spare(1);
    dead.add("w2");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(6);
    assertThat(outcome.resumable()).isTrue();
    assertThat(outcome.leftBehind()).contains(List.of("w2"));
    assertThat(outcome.problems().getFirst().id()).isEqualTo(ProblemId.WORKERS_LEFT_BEHIND);
    assertThat(outcome.problems().getFirst().toText()).contains("w2", "holdfast resume");
    assertThat(rig.done).contains("/consul/s3/swap", "/docker/w1/swap", "/docker/w3/swap");
    assertThat(end(outcome, "w2")).isEqualTo(Outcome.End.UNTOUCHED);
    assertThat(end(outcome, "w3")).isEqualTo(Outcome.End.FINAL);
  }

  @Test
  void aResumeBringsWhatWasMissedFromTheFirstPartOn() {
    spare(1);
    dead.add("w2");
    rig.run();
    dead.clear();
    rig.bounds = Bounds.NONE;
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.leftBehind()).isEmpty();
    var own = rig.done.stream().filter(id -> host(id).equals("w2")).toList();
    assertThat(own)
        .containsExactly(
            "/stage/w2/copy", "/stage/w2/place", "/docker/w2/drain", "/docker/w2/swap");
    assertThat(rig.done).doesNotHaveDuplicates();
    assertThat(rig.run().exitCode()).as("and it is over").isZero();
  }

  @Test
  void aResumeThatMayLeaveNobodyBehindWaitsForItAgain() {
    spare(1);
    dead.add("w2");
    rig.run();
    rig.bounds = Bounds.NONE;
    assertThat(rig.run().exitCode()).isEqualTo(10);
  }

  @Test
  void stopsAtOneMoreThanItMayLeaveBehind() {
    spare(1);
    dead.addAll(List.of("w2", "w3"));
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(10);
    assertThat(outcome.resumable()).isTrue();
    assertThat(outcome.problems().getLast().id()).isEqualTo(ProblemId.WORKERS_LEFT_BEHIND);
    assertThat(rig.done).doesNotContain("/consul/s1/swap");
  }

  @Test
  void neverGoesPastAServer() {
    spare(2);
    dead.add("s2");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(10);
    assertThat(outcome.problems())
        .singleElement()
        .satisfies(it -> assertThat(it.host()).contains("s2"));
    assertThat(rig.done).doesNotContain("/consul/s1/swap");
  }

  @Test
  void goesPastAWorkerThatWasSilentWhenTheRunBegan() {
    spare(1, "w1");
    dead.add("w1");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(6);
    assertThat(outcome.leftBehind()).contains(List.of("w1"));
    assertThat(outcome.problems().getFirst().evidence().orElseThrow()).contains("no route to host");
    assertThat(rig.done).contains("/docker/w2/swap", "/docker/w3/swap");
  }

  /// The first that answers is the canary then: alone, until its gates are met.
  @Test
  void anotherWorkerIsTheCanaryInThePlaceOfADeadOne() {
    var wide = new Rig(Rig.plan(Rig.group("docker", Optional.empty(), 2, "w1", "w2", "w3")));
    wide.bounds =
        Bounds.NONE.sparing(
            new Spare(
                1, new TreeSet<>(List.of("w1", "w2", "w3")), new TreeMap<>(Map.of("w1", "dead"))));
    wide.gates =
        gate ->
            gate.path().equals("/docker/w2/alive")
                ? new Verdict.Failed("bad", "{}")
                : new Verdict.Met("ok", "{}");
    var outcome = wide.run();
    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(wide.done).containsExactly("/docker/w2/drain", "/docker/w2/swap", "/docker/w2/undo");
    assertThat(outcome.problems())
        .extracting(it -> it.id())
        .containsExactly(ProblemId.RUN_PUT_BACK, ProblemId.WORKERS_LEFT_BEHIND);
  }

  @Test
  void askedRightBeforeItsTurnAndNotDisturbedWhenItIsDeadByThen() {
    spare(1);
    rig.between =
        it -> {
          if (it.done.contains("/docker/w1/swap")) {
            dead.add("w2");
          }
          return Optional.empty();
        };
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(6);
    assertThat(outcome.leftBehind()).contains(List.of("w2"));
    assertThat(rig.done).doesNotContain("/docker/w2/drain").contains("/docker/w3/swap");
  }

  @Test
  void stopsAtAWorkerThatDiesInTheMiddleOfItsChangeAndGoesPastItInAResume() {
    stopsAtAWorkerThatDiesInTheMiddleOfItsChange();
    spare(1, "w2");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(6);
    assertThat(end(outcome, "w2")).isEqualTo(Outcome.End.STOPPED);
    assertThat(end(outcome, "w3")).isEqualTo(Outcome.End.FINAL);
    rig.between = _ -> Optional.empty();
    dead.clear();
    spare(1);
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done).contains("/docker/w2/swap").doesNotHaveDuplicates();
  }

  /// The one that was put back ends nothing while another one is in the middle of its change.
  @Test
  void bringsOneInTheMiddleToItsEndAlsoWhereAnotherWasPutBackMeanwhile() {
    stopsAtAWorkerThatDiesInTheMiddleOfItsChange();
    var gates = rig.gates;
    rig.gates =
        gate ->
            gate.path().equals("/docker/w3/alive")
                ? new Verdict.Failed("bad", "{}")
                : gates.apply(gate);
    spare(1, "w2");
    var left = rig.run();
    assertThat(left.exitCode()).isEqualTo(6);
    assertThat(left.resumable()).isTrue();
    assertThat(end(left, "w3")).isEqualTo(Outcome.End.PUT_BACK);
    rig.between = _ -> Optional.empty();
    dead.clear();
    spare(1);
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(end(outcome, "w2")).isEqualTo(Outcome.End.FINAL);
  }

  private void stopsAtAWorkerThatDiesInTheMiddleOfItsChange() {
    spare(1);
    rig.between =
        it -> {
          if (it.done.contains("/docker/w2/drain")) {
            dead.add("w2");
          }
          return Optional.empty();
        };
    var stopped = rig.run();
    assertThat(stopped.exitCode()).isEqualTo(10);
    assertThat(end(stopped, "w3")).isEqualTo(Outcome.End.UNTOUCHED);
  }

  @Test
  void doesNotGoPastAWorkerThatFailed() {
    spare(1);
    rig.gates =
        gate ->
            gate.path().endsWith("/docker/w1/alive")
                ? new Verdict.Failed("bad", "{}")
                : new Verdict.Met("ok", "{}");
    rig.steps =
        (id, _) ->
            id.endsWith("undo")
                ? new StepEnd.Lost(ProblemId.HOST_UNREACHABLE, "no answer")
                : new StepEnd.Done(true, "changed");
    assertThat(rig.run().exitCode()).isEqualTo(10);
    spare(1, "w1");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(10);
    assertThat(outcome.leftBehind()).isEmpty();
    assertThat(rig.done).doesNotContain("/docker/w2/swap");
  }

  /// A plan that was made without a worker: nobody knows what it misses, so a new plan has to say.
  @Test
  void namesThoseThatWereSilentWhenThePlanWasMade() {
    var plan =
        new Plan(
            Plan.SCHEMA,
            "site-1",
            "acme",
            Plan.Verb.UPGRADE,
            new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>()),
            new TreeMap<>(),
            List.of(Rig.group("docker", Optional.empty(), 1, "w1")),
            Optional.empty(),
            Optional.of(List.of("w2")));
    var outcome = new Rig(plan).run();
    assertThat(outcome.exitCode()).isEqualTo(6);
    assertThat(outcome.resumable()).isFalse();
    assertThat(outcome.problems().getFirst().toText()).contains("holdfast apply");
  }

  @Test
  void asksGatesWithoutThoseThatAreLeftBehind() {
    spare(1, "w2");
    var asked = new ArrayList<String>();
    var gates = rig.gates;
    rig.gates =
        gate -> {
          asked.add(
              gate.parameters().getOrDefault("absent", "nobody")
                  + " "
                  + gate.parameters().getOrDefault("atOnce", ""));
          return gates.apply(gate);
        };
    rig.run();
    assertThat(asked).isNotEmpty().containsOnly("w2 1");
  }

  @Test
  void endsTheSameWhereverItIsKilled() {
    dead.add("w2");
    for (var kill = 1; kill < 400; kill += 3) {
      var one = new Rig(UPGRADE);
      one.steps = rig.steps;
      one.gates = rig.gates;
      spare(1);
      one.bounds = rig.bounds;
      var first = one.run(kill);
      var outcome = first.isPresent() ? first.get() : one.run();
      assertThat(outcome.leftBehind()).as("killed after %s", kill).contains(List.of("w2"));
      assertThat(Journal.open(one.disk, "run").records()).isNotEmpty();
    }
  }

  private static final Plan BALANCED =
      Rig.plan(
          Rig.group("docker", Optional.empty(), 1, "w1", "w2", "w3"),
          Rig.group("haproxy", Optional.empty(), 1, "s1", "s2"));

  private final Rig balanced = new Rig(BALANCED);

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /// A life of the run with these workers silent, killed behind a step.
  private void killedBehind(String path, String... silent) {
    without(silent);
    balanced.between =
        it -> {
          if (it.done.contains(path)) {
            throw new Killed();
          }
          return Optional.empty();
        };
    assertThatThrownBy(balanced::run).isInstanceOf(Killed.class);
    balanced.between = _ -> Optional.empty();
  }

  private void without(String... silent) {
    var unheard = new TreeMap<String, String>();
    List.of(silent).forEach(host -> unheard.put(host, "no route to host"));
    balanced.bounds =
        Bounds.NONE.sparing(new Spare(2, new TreeSet<>(List.of("w1", "w2", "w3")), unheard));
  }

  @Test
  void whoIsBackWaitsUntilTheHostInTheMiddleIsDone() {
    killedBehind("/haproxy/s1/swap", "w1");
    without();
    assertThat(balanced.run().exitCode()).isZero();
    assertThat(balanced.done)
        .endsWith("/docker/w1/drain", "/docker/w1/swap", "/haproxy/s2/drain", "/haproxy/s2/swap");
    assertThat(place(new Fact.HostDone("/haproxy", "s1")))
        .isLessThan(place(new Fact.HostStarted("/docker", "w1")));
  }

  /// A third one that stays away in the middle of its change is no reason to begin it earlier.
  @Test
  void whoIsBackWaitsAlsoWhileAnotherStaysAwayInTheMiddle() {
    killedBehind("/docker/w2/swap", "w1");
    killedBehind("/haproxy/s1/swap", "w1", "w2");
    without("w2");
    assertThat(balanced.run().leftBehind()).contains(List.of("w2"));
    assertThat(place(new Fact.HostDone("/haproxy", "s1")))
        .isLessThan(place(new Fact.HostStarted("/docker", "w1")));
  }

  @Test
  void nobodyIsCaughtUpBehindOneThatIsPutBack() {
    killedBehind("/haproxy/s1/swap", "w1");
    without();
    balanced.gates =
        gate ->
            gate.path().equals("/haproxy/s1/alive")
                ? new Verdict.Failed("bad", "{}")
                : new Verdict.Met("ok", "{}");
    assertThat(balanced.run().exitCode()).isEqualTo(7);
    assertThat(balanced.done).contains("/haproxy/s1/undo").doesNotContain("/docker/w1/drain");
  }

  private int place(Fact fact) {
    return Journal.open(balanced.disk, "run").records().stream()
        .map(Fact::of)
        .toList()
        .indexOf(fact);
  }
}
