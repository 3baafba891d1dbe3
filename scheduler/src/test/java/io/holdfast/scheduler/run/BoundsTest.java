package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Span;
import io.holdfast.scheduler.plan.Stage;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoundsTest {
  private static final Plan UPGRADE =
      Rig.plan(
          Rig.staging("s1", "s2", "s3", "w1"),
          Rig.servers("consul", "s1", "s2", "s3"),
          Rig.group("docker", Optional.empty(), 1, "w1"));

  private final Rig rig = new Rig(UPGRADE);

  @Test
  void stopsAfterAStageAndGoesOnLaterToTheSameEnd() {
    rig.bounds = new Bounds(Optional.of("/consul"), Optional.empty());
    var stopped = rig.run();
    assertThat(stopped.exitCode()).isEqualTo(6);
    assertThat(stopped.resumable()).isTrue();
    assertThat(stopped.problems().getFirst().what())
        .isEqualTo("The run stopped after /consul, as asked");
    assertThat(rig.done).contains("/consul/s3/swap").doesNotContain("/docker/w1/swap");
    assertThat(rig.run().exitCode()).as("not a step further").isEqualTo(6);
    rig.bounds = Bounds.NONE;
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done).contains("/docker/w1/swap").doesNotHaveDuplicates();
  }

  @Test
  void endsAsUsualAfterTheLastStage() {
    rig.bounds = new Bounds(Optional.of("/docker"), Optional.empty());
    assertThat(rig.run().exitCode()).isZero();
  }

  @Test
  void beginsNoHostWhoseChangeCouldEndAfterTheWindow() {
    var host = Span.of(((Stage.Group) UPGRADE.stages().get(1)).hosts().getFirst());
    assertThat(host.mostMs()).isGreaterThan(host.leastMs());
    rig.bounds = new Bounds(Optional.empty(), Optional.of(host.mostMs() + 5_000));
    var stopped = rig.run();
    assertThat(stopped.exitCode()).isEqualTo(6);
    assertThat(stopped.problems().getFirst().what())
        .isEqualTo(
            "The run stopped between two hosts: the change of s2 could end after the window");
    assertThat(rig.done).contains("/consul/s1/swap").doesNotContain("/consul/s2/swap");
    assertThat(rig.now).isLessThan(host.mostMs() + 5_000);
    rig.bounds = Bounds.NONE;
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done).doesNotHaveDuplicates();
  }

  @Test
  void beginsNothingInAWindowThatIsOver() {
    rig.bounds = new Bounds(Optional.empty(), Optional.of(1L));
    assertThat(rig.run().exitCode()).isEqualTo(6);
    assertThat(rig.done).isEmpty();
  }

  /// What is touched is brought to an end, however late it gets.
  @Test
  void bringsATouchedHostToItsEnd() {
    rig.bounds = new Bounds(Optional.empty(), Optional.of(60_000L));
    rig.gates =
        gate ->
            gate.path().endsWith("s1/alive") && rig.now < 50_000
                ? new Verdict.NotYet("not yet", "{}")
                : new Verdict.Met("ok", "{}");
    var stopped = rig.run();
    assertThat(stopped.exitCode()).isEqualTo(6);
    assertThat(stopped.groups().getFirst().hosts().getFirst().outcome())
        .isEqualTo(Outcome.End.FINAL);
    assertThat(rig.done).contains("/consul/s1/swap").doesNotContain("/consul/s2/swap");
  }
}
