package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Stage.HostWork;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Gates are looked at in turn while others are waited for, and some of them act: a host that has
/// to be drained is closed to traffic by the very look.
class LateLookTest {
  private static final String DRAINED = "/lb/w1/drained";
  private static final String OTHERS = "/lb/w1/others";

  @Test
  void noStepIsSentWhileALookAtItsHostIsUnderWay() {
    var rig = new Rig(Rig.plan(balancer()));
    var looks = new AtomicInteger();
    var until = new AtomicLong();
    rig.judging = gate -> gate.path().equals(OTHERS) ? 1_500 : looks.get() < 1 ? 10 : 9_000;
    rig.gates =
        gate -> {
          if (gate.path().equals(DRAINED) && looks.incrementAndGet() == 2) {
            until.set(rig.now + 9_000);
          }
          return new Verdict.Met("ok", "{}");
        };
    var early = new AtomicInteger();
    rig.steps =
        (_, _) -> {
          early.addAndGet(rig.now < until.get() ? 1 : 0);
          return new StepEnd.Done(true, "changed");
        };
    assertThat(rig.run().exitCode()).isZero();
    assertThat(looks).hasValueGreaterThan(1);
    assertThat(rig.done).containsExactly("/lb/w1/open");
    assertThat(early).hasValue(0);
  }

  private static Stage.Group balancer() {
    var work =
        new HostWork(
            "w1",
            List.of(Rig.gate(DRAINED, 0), Rig.gate(OTHERS, 0)),
            List.of(),
            List.of(Rig.step("/lb/w1/open", "w1", false)),
            List.of(),
            List.of(),
            List.of());
    return new Stage.Group("/lb", "Change", "haproxy", Optional.empty(), 1, List.of(work));
  }
}
