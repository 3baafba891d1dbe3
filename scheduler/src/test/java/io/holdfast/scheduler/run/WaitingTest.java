package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What people hear while a gate is waited for.
class WaitingTest {
  private static final Plan WORKERS = Rig.plan(Rig.group("docker", Optional.empty(), 1, "w1"));
  private static final String SILENT = "HAProxy on w1 (haproxy.service) is silent";

  private static List<String> told(Rig rig, String gate) {
    return rig.told.stream()
        .filter(progress -> progress.kind().equals("waiting") && progress.path().equals(gate))
        .map(Effect.Progress::text)
        .toList();
  }

  @Test
  void saysAgainEachHalfMinuteWhatItWaitsForAndHowLong() {
    var rig = new Rig(WORKERS);
    rig.gates =
        gate ->
            gate.path().endsWith("/before")
                ? new Verdict.NotYet(SILENT, "")
                : new Verdict.Met("ok", "{}");
    var outcome = rig.run();
    assertThat(told(rig, "/docker/w1/before"))
        .containsExactly(
            "waited 0 of at most 60 s: " + SILENT,
            "waited 30 of at most 60 s: " + SILENT,
            "gave up after 60 s: " + SILENT);
    var problem = outcome.problems().getFirst();
    assertThat(problem.id()).isEqualTo(ProblemId.BEFORE_GATE);
    assertThat(problem.fix())
        .contains("holdfast apply   # plans anew, and starts what does not run");
  }

  @Test
  void saysAtOnceWhenTheReasonChanges() {
    var rig = new Rig(WORKERS);
    rig.gates =
        gate -> {
          if (!gate.path().endsWith("/before") || rig.now > 5_000) {
            return new Verdict.Met("ok", "{}");
          }
          return new Verdict.NotYet(rig.now > 2_500 ? "no server up" : SILENT, "");
        };
    assertThat(rig.run().exitCode()).isZero();
    assertThat(told(rig, "/docker/w1/before"))
        .containsExactly(
            "waited 0 of at most 60 s: " + SILENT, "waited 3 of at most 60 s: no server up", "ok");
  }

  @Test
  void saysAfterEachHalfMinuteHowLongAGateHoldsThatMustHoldForLonger() {
    var watch = Watch.begin(List.of(Rig.gate("/soak", 90_000)), 0);
    var told = new ArrayList<String>();
    for (var now = 0L; now <= 90_000; now += 1_000) {
      var seen = watch.judged(0, new Verdict.Met("runs on", "{}"), now);
      seen.tells(0, watch, now).ifPresent(told::add);
      watch = seen;
    }
    assertThat(told)
        .containsExactly(
            "runs on", "holds for 30 of 90 s: runs on", "holds for 60 of 90 s: runs on", "runs on");
  }

  @Test
  void doesNotCountTimeInWhichTheProgramStoodStillAsHolding() {
    var met = new Verdict.Met("runs on", "{}");
    var watch = Watch.begin(List.of(Rig.gate("/soak", 25_000)), 0);
    watch = watch.judged(0, met, 0).judged(0, met, 9_000).judged(0, met, 33_000);
    assertThat(watch.met()).isFalse();
    assertThat(watch.judged(0, met, 45_000).met()).isFalse();
    assertThat(watch.judged(0, met, 45_000).judged(0, met, 58_000).met()).isTrue();
  }
}
