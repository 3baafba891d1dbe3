package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whoever gives the command again in the place of a resume does not lose what a rehearsal found.
class KnownRehearsalsTest extends RunsOnFakeHosts {
  private static final String PANIC = "The target version does not come up, on s2: panic";
  private static final StepEnd FAILED = new StepEnd.Failed(ProblemId.REHEARSAL_FAILED, PANIC);
  private static final StepEnd HELD = new StepEnd.Done(true, "rehearsed on s2: all there");
  private static final StepEnd NO_ROOM = new StepEnd.Done(true, "not rehearsed: s2: no room");

  private final List<String> touched = new CopyOnWriteArrayList<>();
  private StepEnd rehearsal = HELD;
  private int runs;
  private String state = "acme";

  /// Where no server has the room for a rehearsal, the operation is told by its `failed` alone.
  @BeforeEach
  void servers() {
    work =
        (_, step) -> {
          var work = (Step.Operate) step.work();
          if (!work.operation().endsWith(".rehearse-snapshot")) {
            touched.add(step.path());
            return new StepEnd.Done(true, "done");
          }
          var failed = Optional.ofNullable(work.parameters().get("failed"));
          return rehearsal.equals(NO_ROOM)
              ? failed
                  .<StepEnd>map(why -> new StepEnd.Failed(ProblemId.REHEARSAL_FAILED, why))
                  .orElse(rehearsal)
              : rehearsal;
        };
  }

  @Override
  SiteFolder site() {
    return SiteFolder.of(folder.resolve(state), "acme");
  }

  @Test
  void aNewRunOverTheSameVersionStopsWhereNoRoomIsLeftForAnotherRehearsal() throws Exception {
    assertThat(upgrade("2.0.5", FAILED).exitCode()).isEqualTo(6);
    for (var again = 0; again < 2; again++) {
      assertThat(only(upgrade("2.0.5", NO_ROOM)).id()).isEqualTo(ProblemId.REHEARSAL_FAILED);
    }
    assertThat(only(upgrade("2.0.5", NO_ROOM)).what()).isEqualTo(PANIC.split(": ")[0]);
    assertThat(touched).isEmpty();
  }

  @Test
  void aRehearsalThatIsHeldClearsTheVersion() throws Exception {
    upgrade("2.0.5", FAILED);
    assertThat(upgrade("2.0.5", HELD).exitCode()).isZero();
    assertThat(upgrade("2.0.5", NO_ROOM).exitCode()).isZero();
  }

  @Test
  void anotherVersionHasFailedAtNothing() throws Exception {
    upgrade("2.0.5", FAILED);
    assertThat(upgrade("2.0.6", NO_ROOM).exitCode()).isZero();
    assertThat(only(upgrade("2.0.5", NO_ROOM)).id()).isEqualTo(ProblemId.REHEARSAL_FAILED);
  }

  @Test
  void whatWentWrongOnTheWayToARehearsalIsHeldAgainstNobody() throws Exception {
    var broken = new StepEnd.Failed(ProblemId.INTERNAL_ERROR, "NullPointerException");
    assertThat(only(upgrade("2.0.5", broken)).id()).isEqualTo(ProblemId.STEP_FAILED);
    assertThat(upgrade("2.0.5", NO_ROOM).exitCode()).isZero();
  }

  @Test
  void aResumeOfTheNewRunKnowsItTooAndSoDoesTheOneAfterIt() throws Exception {
    upgrade("2.0.5", FAILED);
    var plan = rehearsed("2.0.5");
    upgrade("2.0.5", NO_ROOM);
    assertThat(only(begin(plan).goOn()).id()).isEqualTo(ProblemId.REHEARSAL_FAILED);
    rehearsal = HELD;
    assertThat(begin(plan).goOn().exitCode()).isZero();
    assertThat(upgrade("2.0.5", NO_ROOM).exitCode()).isZero();
  }

  @Test
  void anotherMachineKnowsItFromTheServers() throws Exception {
    upgrade("2.0.5", FAILED);
    state = "elsewhere";
    assertThat(only(upgrade("2.0.5", NO_ROOM)).id()).isEqualTo(ProblemId.REHEARSAL_FAILED);
  }

  @Test
  void whatAnotherMachineHasClearedSinceIsCleared() throws Exception {
    var plan = rehearsed("2.0.5");
    upgrade("2.0.5", FAILED);
    var here = site().run(runId);
    state = "elsewhere";
    var there = site().run(runId);
    there.saveAbout(here.about().orElseThrow());
    there.savePlan(plan);
    there.restoreJournal(here.journalBytes());
    rehearsal = HELD;
    assertThat(begin(plan).goOn().exitCode()).isZero();
    state = "acme";
    assertThat(upgrade("2.0.5", NO_ROOM).exitCode()).isZero();
  }

  private Outcome upgrade(String version, StepEnd end) throws Exception {
    rehearsal = end;
    touched.clear();
    runId = "20261121-08444%d-upgrade-3fa9".formatted(runs++);
    return begin(rehearsed(version)).carryOut();
  }

  private Plan rehearsed(String version) {
    var parameters = new TreeMap<>(Map.of("copies", "s1=" + version + "-0a,s2=" + version + "-0b"));
    return plan(
        new Stage.Sequence(
            "/snapshot",
            "Save",
            List.of(step("/snapshot/s1/nomad", "nomad.rehearse-snapshot", parameters)),
            List.of()),
        new Stage.Sequence(
            "/nomad", "Change", List.of(step("/nomad/s1", "test", new TreeMap<>())), List.of()));
  }

  private static Step step(String path, String operation, SortedMap<String, String> parameters) {
    return new Step(path, "s1", operation, new Step.Operate(operation, parameters), false, 1_000);
  }

  private static Problem only(Outcome outcome) {
    assertThat(outcome.exitCode()).isEqualTo(6);
    assertThat(outcome.problems()).hasSize(1);
    return outcome.problems().getFirst();
  }
}
