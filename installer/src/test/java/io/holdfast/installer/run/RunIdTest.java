package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.Plan;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunIdTest {
  @Test
  void tellsRunsOfOneSecondApart() {
    var now = Instant.parse("2026-11-21T08:44:42Z");
    var random = new Random(1);
    var one = RunId.next(now, Plan.Verb.UPGRADE, random);
    var other = RunId.next(now, Plan.Verb.UPGRADE, random);
    assertThat(one).startsWith("20261121-084442-upgrade-").isNotEqualTo(other);
    assertThat(RunId.isOne(one)).isTrue();
  }

  @Test
  void takesNothingElseFromAServerForTheNameOfARun() {
    assertThat(RunId.isOne("20261121-084442-install")).as("of an earlier version").isTrue();
    for (var text : new String[] {"", "..", "../../x", "20261121-084442-install/../..", "a b"}) {
      assertThat(RunId.isOne(text)).as(text).isFalse();
    }
  }
}
