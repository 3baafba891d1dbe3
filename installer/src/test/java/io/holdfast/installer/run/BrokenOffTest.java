package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Runs whose own machine fails them.
@Timeout(60)
class BrokenOffTest extends RunsOnFakeHosts {
  private static Step step(String path, String host) {
    var work = new Step.Operate("test", new TreeMap<>());
    return new Step(path, host, "Do", work, false, 1_000);
  }

  private Plan twoHostsAtOnce() {
    var steps = List.of(step("/stage/s1/copy", "s1"), step("/stage/s2/copy", "s2"));
    return plan(new Stage.Everywhere("/stage", "Copy", steps, List.of()));
  }

  private Plan oneHostInAGroup() {
    var host =
        new Stage.HostWork(
            "s1",
            List.of(),
            List.of(),
            List.of(step("/consul/s1/swap", "s1")),
            List.of(),
            List.of(),
            List.of());
    return plan(new Stage.Group("/consul", "Change", "consul", Optional.empty(), 1, List.of(host)));
  }

  private Problem brokenOff(Plan plan) {
    var seen = new Problem[1];
    assertThatThrownBy(() -> begin(plan).carryOut())
        .isInstanceOfSatisfying(HoldfastException.class, broken -> seen[0] = broken.first());
    assertThat(seen[0].resume()).hasValue("holdfast resume");
    assertThat(hosts.host("s1").until).as("the lock is given back").isZero();
    return seen[0];
  }

  /// Nothing can be appended to it any more.
  private void takeJournalAway() {
    try {
      Files.move(journal(), journal().resolveSibling("journal.away"));
      Files.createDirectory(journal());
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void bringJournalBack() throws IOException {
    Files.delete(journal());
    Files.move(journal().resolveSibling("journal.away"), journal());
  }

  private Path journal() {
    return run().path().resolve("journal");
  }

  @Test
  void saysThatItsDiskFailedAfterTheStepsUnderWayHaveEndedAndGoesOnLater() throws Exception {
    var ended = new AtomicBoolean();
    var begun = new CountDownLatch(1);
    work =
        (_, step) -> {
          if (step.host().equals("s1")) {
            await(begun);
            takeJournalAway();
          } else {
            begun.countDown();
            clock.sleepMs(500);
            ended.set(true);
          }
          return new StepEnd.Done(true, "done");
        };
    var plan = twoHostsAtOnce();
    var problem = brokenOff(plan);
    assertThat(ended).as("the other host was waited for").isTrue();
    assertThat(problem.id()).isEqualTo(ProblemId.RUN_NOT_KEPT);
    assertThat(problem.what()).contains(run().path().toString());
    assertThat(problem.clusterSafe().orElseThrow().safe()).isTrue();
    bringJournalBack();
    work = (_, _) -> new StepEnd.Done(true, "done");
    assertThat(begin(plan).goOn().exitCode()).isZero();
  }

  @Test
  void namesTheHostThatIsInTheMiddleOfItsChange() {
    work =
        (_, _) -> {
          takeJournalAway();
          return new StepEnd.Done(true, "done");
        };
    var safety = brokenOff(oneHostInAGroup()).clusterSafe().orElseThrow();
    assertThat(safety.safe()).isFalse();
    assertThat(safety.text()).contains("s1");
  }

  @Test
  void aMistakeInAStepEndsTheRunInsteadOfLettingItWaitForEver() {
    work =
        (_, _) -> {
          throw new AssertionError("a mistake");
        };
    var problem = brokenOff(oneHostInAGroup());
    assertThat(problem.id()).isEqualTo(ProblemId.INTERNAL_ERROR);
    assertThat(problem.evidence().orElse("")).contains("a mistake");
  }

  @Test
  void anAnswerThatCannotBeKeptIsOnlyMissed() throws Exception {
    Files.createDirectories(run().path());
    Files.writeString(run().path().resolve("raw"), "no folder");
    work = (_, _) -> new StepEnd.Failed(ProblemId.STEP_FAILED, "no");
    assertThat(begin(oneHostInAGroup()).carryOut().exitCode()).isEqualTo(6);
  }
}
