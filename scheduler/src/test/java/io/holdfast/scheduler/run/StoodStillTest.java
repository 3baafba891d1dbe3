package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Verdict;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StoodStillTest {
  private final Rig rig = new Rig(Rig.plan(Rig.servers("consul", "s1", "s2", "s3")));

  /// While the program stood still between gates that were met and its record of that.
  @Test
  void callsNoHostDoneThatWasLostMeanwhile() {
    var stood = new AtomicBoolean();
    rig.writing =
        entry -> {
          var stands =
              entry.kind().equals("gates-met")
                  && entry.details().toString().contains("after")
                  && entry.host().equals("s1")
                  && !stood.getAndSet(true);
          return stands ? 40_000 : 0;
        };
    rig.gates =
        gate ->
            stood.get() && gate.path().contains("/s1/a")
                ? new Verdict.Failed("s1 is gone", "{}")
                : new Verdict.Met("ok", "{}");
    var outcome = rig.run();
    assertThat(stood).isTrue();
    assertThat(outcome.groups().getFirst().hosts().getFirst().outcome())
        .isNotEqualTo(Outcome.End.FINAL);
    assertThat(rig.done).doesNotContain("/consul/s2/swap");
  }

  /// While the program stood still between the gates before a host and its first step.
  @Test
  void beginsNoHostThatItsQuorumHasComeToNeedMeanwhile() {
    var stood = new AtomicBoolean();
    rig.writing =
        entry -> {
          var stands =
              entry.kind().equals("gates-met")
                  && entry.details().toString().contains("before")
                  && entry.host().equals("s1")
                  && !stood.getAndSet(true);
          return stands ? 40_000 : 0;
        };
    rig.gates =
        gate ->
            stood.get() && gate.path().contains("/s1/b")
                ? new Verdict.Failed("1 of 2 other voters healthy", "{}")
                : new Verdict.Met("ok", "{}");
    assertThat(rig.run().exitCode()).isEqualTo(6);
    assertThat(stood).isTrue();
    assertThat(rig.done).isEmpty();
  }

  /// While the program stood still over the record that announces a step.
  @Test
  void sendsNoStepThatItAnnouncedLongAgoWithoutAnotherLook() {
    var stood = new AtomicBoolean();
    rig.writing =
        entry -> {
          var stands = entry.path().equals("/consul/s1/swap") && !stood.getAndSet(true);
          return stands ? 40_000 : 0;
        };
    rig.gates =
        gate ->
            stood.get() && gate.path().equals("/consul/s1/again")
                ? new Verdict.Failed("1 of 2 other voters healthy", "{}")
                : new Verdict.Met("ok", "{}");
    assertThat(rig.run().exitCode()).isEqualTo(6);
    assertThat(stood).isTrue();
    assertThat(rig.done).doesNotContain("/consul/s1/swap");
  }

  @Test
  void goesOnAfterALongPauseWhenAllIsWell() {
    rig.writing = entry -> entry.kind().equals("gates-met") && rig.now < 200_000 ? 40_000 : 0;
    assertThat(rig.run().exitCode()).isZero();
  }
}
