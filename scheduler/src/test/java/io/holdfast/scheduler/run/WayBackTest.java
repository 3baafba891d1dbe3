package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Once a changed server leads, nobody of its group is put back, whenever the undo was chosen.
class WayBackTest {
  private static final Plan SERVERS = Rig.plan(Rig.servers("consul", "s1", "s2", "s3"));
  private static final int STOPPED = 6;
  private static final int PUT_BACK = 7;

  /// Servers of which the second fails after its change, while the old leader still leads.
  private static Rig secondFails(Plan plan, Set<String> failing) {
    var rig = new Rig(plan);
    rig.gates =
        gate ->
            failing.contains(gate.path())
                ? new Verdict.Failed("the process ended", "{}")
                : new Verdict.Met("ok", "{}");
    return rig;
  }

  private static Rig killedOnceWritten(Set<String> failing, String kind, String path) {
    return killedOnceWritten(SERVERS, failing, kind, path);
  }

  private static Rig killedOnceWritten(Plan plan, Set<String> failing, String kind, String path) {
    for (var events = 1; events < 1_000; events++) {
      var rig = secondFails(plan, failing);
      rig.run(events);
      var written = Journal.open(rig.disk, "run").records();
      if (!written.isEmpty()
          && written.getLast().kind().equals(kind)
          && written.getLast().path().equals(path)) {
        return rig;
      }
    }
    throw new AssertionError("no run can be killed right after " + kind + " " + path);
  }

  private static void goesForward(Rig rig, Set<String> failing) {
    var stopped = rig.run();
    assertThat(stopped.exitCode()).isEqualTo(STOPPED);
    assertThat(stopped.problems().getFirst().id()).isEqualTo(ProblemId.FORWARD_ONLY);
    assertThat(stopped.problems().getFirst().what()).contains("s1 leads and was changed");
    assertThat(rig.done).doesNotContain("/consul/s3/swap");
    failing.clear();
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done).contains("/consul/s3/swap");
  }

  @Test
  void anUndoThatIsNotBegunIsGivenUpOnceAChangedServerLeads() {
    var failing = new HashSet<>(Set.of("/consul/s2/soak"));
    var rig = killedOnceWritten(failing, "undo-chosen", "/consul");
    rig.leader = () -> Optional.of("s1");
    goesForward(rig, failing);
    assertThat(rig.done).doesNotContain("/consul/s2/undo", "/consul/s2/swap#2");
  }

  /// The gates before an undo close the host to traffic, though nothing of the undo was sent.
  @Test
  void whatFollowsTheChangeIsDoneAgainAfterAnUndoThatWasOnlyChosen() {
    var failing = new HashSet<>(Set.of("/consul/s2/soak"));
    var plan = Rig.plan(opened(Rig.servers("consul", "s1", "s2", "s3")));
    var rig = killedOnceWritten(plan, failing, "undo-chosen", "/consul");
    rig.leader = () -> Optional.of("s1");
    goesForward(rig, failing);
    assertThat(rig.done)
        .doesNotContain("/consul/s2/undo", "/consul/s2/swap#2")
        .containsSubsequence("/consul/s2/ready", "/consul/s2/ready#2", "/consul/s3/swap");
  }

  @Test
  void anUndoThatWasAnnouncedAndNeedNotHaveArrivedIsNotSentAgain() {
    var failing = new HashSet<>(Set.of("/consul/s2/soak"));
    var rig = killedOnceWritten(failing, "step-started", "/consul/s2/undo");
    var sent = List.copyOf(rig.done);
    rig.leader = () -> Optional.of("s1");
    goesForward(rig, failing);
    assertThat(rig.done.subList(sent.size(), rig.done.size()))
        .doesNotContain("/consul/s2/undo")
        .containsSubsequence("/consul/s2/swap#2", "/consul/s3/swap");
  }

  @Test
  void aHostThatDoesNotComeBackFromItsUndoGoesForwardUnderAChangedLeader() {
    var failing = new HashSet<>(Set.of("/consul/s2/soak", "/consul/s2/undone"));
    var rig = killedOnceWritten(failing, "step-done", "/consul/s2/undo");
    rig.leader = () -> Optional.of("s1");
    goesForward(rig, failing);
    assertThat(rig.done)
        .containsSubsequence("/consul/s2/undo", "/consul/s2/swap#2", "/consul/s3/swap");
  }

  @Test
  void aHostThatCameBackFromItsUndoStaysBackWhoeverLeads() {
    var failing = new HashSet<>(Set.of("/consul/s2/soak"));
    var rig = killedOnceWritten(failing, "step-done", "/consul/s2/undo");
    rig.leader = () -> Optional.of("s1");
    assertThat(rig.run().exitCode()).isEqualTo(PUT_BACK);
    assertThat(rig.done).doesNotContain("/consul/s2/swap#2");
  }

  /// While nobody led the gates said nothing about now.
  @Test
  void theGatesOfAnUndoAreJudgedAgainWhenNobodyLedForAWhile() {
    var failing = new HashSet<>(Set.of("/consul/s2/soak"));
    var rig = killedOnceWritten(failing, "undo-chosen", "/consul");
    var looks = new ArrayList<String>();
    var judging = rig.gates;
    rig.gates =
        gate -> {
          looks.add(gate.path());
          return judging.apply(gate);
        };
    rig.leader =
        () -> {
          looks.add("leader");
          return Collections.frequency(looks, "leader") < 3 ? Optional.empty() : Optional.of("s3");
        };
    assertThat(rig.run().exitCode()).isEqualTo(PUT_BACK);
    assertThat(looks)
        .startsWith("/consul/s2/again", "leader", "leader", "leader", "/consul/s2/again", "leader");
  }

  @Test
  void aSecondUndoTakesBackWhatWasDoneAnew() {
    var failing = new HashSet<>(Set.of("/consul/s2/soak"));
    var rig = killedOnceWritten(failing, "step-started", "/consul/s2/undo");
    rig.leader = () -> Optional.of("s1");
    assertThat(rig.run().exitCode()).isEqualTo(STOPPED);
    rig.leader = () -> Optional.of("s3");
    assertThat(rig.run().exitCode()).isEqualTo(PUT_BACK);
    assertThat(rig.done).containsSubsequence("/consul/s2/swap#2", "/consul/s2/undo#2");
  }

  @Test
  void workThatWasLostIsToldOnceAndAResumeNotesWhatIsThere() {
    var rig = new Rig(Rig.plan(withWork(Rig.servers("nomad", "s1", "s2", "s3"))));
    rig.leader = () -> Optional.of(rig.done.contains("/nomad/s2/swap") ? "s1" : "s3");
    rig.gates =
        gate ->
            gate.gate().equals("nomad.same-work")
                    && gate.path().contains("/s2/")
                    && !rig.done.contains("/nomad/s2/note#2")
                ? new Verdict.Failed("allocation a1 on s2 is gone", "{}")
                : new Verdict.Met("ok", "{}");
    var stopped = rig.run();
    assertThat(stopped.problems().getFirst().id()).isEqualTo(ProblemId.FORWARD_ONLY);
    assertThat(stopped.problems().getFirst().evidence()).contains("allocation a1 on s2 is gone");
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done)
        .containsSubsequence("/nomad/s2/swap", "/nomad/s2/note#2", "/nomad/s3/swap")
        .doesNotContain("/nomad/s2/swap#2", "/nomad/s1/note#2");
  }

  /// The same servers, each with work that is noted before its change and looked for after it.
  private static Stage.Group withWork(Stage.Group group) {
    return with(group, WayBackTest::withWork);
  }

  /// The same servers, each given back to the load balancers after its change.
  private static Stage.Group opened(Stage.Group group) {
    return with(group, WayBackTest::opened);
  }

  private static Stage.Group with(
      Stage.Group group, BiFunction<String, Stage.HostWork, Stage.HostWork> change) {
    var works =
        group.hosts().stream().map(work -> change.apply(group.path() + "/" + work.host(), work));
    return new Stage.Group(
        group.path(),
        group.title(),
        group.component(),
        group.quorum(),
        group.batch(),
        works.toList());
  }

  private static Stage.HostWork withWork(String path, Stage.HostWork work) {
    var operation = new Step.Operate("nomad.note-work", new TreeMap<>());
    var note = new Step(path + "/note", work.host(), "note", operation, false, 1_000);
    var same = new GateSpec(path + "/same", "nomad.same-work", new TreeMap<>(), 0, 60_000, 1_000);
    return new Stage.HostWork(
        work.host(),
        work.before(),
        work.again(),
        Stream.concat(Stream.of(note), work.steps().stream()).toList(),
        Stream.concat(work.after().stream(), Stream.of(same)).toList(),
        work.undo(),
        work.undone());
  }

  private static Stage.HostWork opened(String path, Stage.HostWork work) {
    var operation = new Step.Operate("lb.ready", new TreeMap<>());
    var ready = new Step(path + "/ready", work.host(), "ready", operation, false, 1_000);
    return new Stage.HostWork(
        work.host(),
        work.before(),
        work.again(),
        Stream.concat(work.steps().stream(), Stream.of(ready)).toList(),
        work.after(),
        work.undo(),
        work.undone());
  }

  @Test
  void aFailureWithoutAWayBackOfAnEarlierVersionIsRead() {
    var tree = (ObjectNode) Json.readTree("{\"host\":\"s1\",\"path\":\"/consul\",\"why\":\"x\"}");
    var fact = Json.fromTree(tree, Fact.ForwardOnly.class);
    assertThat(fact.again()).isEmpty();
    assertThat(Json.write(fact)).doesNotContain("again");
  }
}
