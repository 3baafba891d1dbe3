package io.holdfast.scheduler.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StopRuleTest {
  private static Verdict judge(int servers, String... members) {
    return judge(servers, Set.of(), members);
  }

  private static Verdict judge(int servers, Set<String> gone, String... members) {
    var planned =
        List.of("s1", "s2", "s3").subList(0, servers).stream()
            .map(name -> new StopRule.Voter(name, Optional.empty(), Optional.of("s1")))
            .toList();
    var inquiry = new Inquiry(Worlds.of(new RecordedApi(), Map.of()));
    return new StopRule(
            "s1", servers, planned, new TreeSet<>(Arrays.asList(members)), new TreeSet<>(gone))
        .judge(List.of(), inquiry);
  }

  @Test
  void letsAServerGoWhileTheMembersAreThePlannedOnes() {
    assertThat(judge(3, "s1", "s2", "s3")).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void keepsAllWhileAStrangerIsAMemberOrAPlannedServerIsNone() {
    assertThat(judge(3, "10.0.0.9:8300", "s1", "s2", "s3"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("members are [10.0.0.9:8300, s1, s2, s3], planned are [s1, s2, s3]");
    assertThat(judge(3, "s1", "s2")).isInstanceOf(Verdict.NotYet.class);
  }

  @Test
  void takesAServerThatIsForgottenForNoMissingMemberAndStillNeedsAMajorityOfThePlanned() {
    var gone = Set.of("s1");
    assertThat(judge(3, gone, "s1", "s2", "s3")).isInstanceOf(Verdict.Met.class);
    assertThat(judge(3, gone, "s2", "s3")).isInstanceOf(Verdict.Met.class);
    assertThat(judge(3, gone, "s3")).isInstanceOf(Verdict.NotYet.class);
    assertThat(judge(3, gone, "s1", "s2")).isInstanceOf(Verdict.NotYet.class);
    assertThat(judge(3, gone, "10.0.0.9:8300", "s2", "s3")).isInstanceOf(Verdict.NotYet.class);
  }

  /// Of two that go, none, one or both may be members still.
  @Test
  void takesEachOfSeveralThatAreForgottenForNoMissingMember() {
    var gone = Set.of("s1", "s2");
    assertThat(judge(3, gone, "s1", "s2", "s3")).isInstanceOf(Verdict.Met.class);
    assertThat(judge(3, gone, "s2", "s3")).isInstanceOf(Verdict.Met.class);
    assertThat(judge(3, gone, "s1", "s2")).as("s3 stays").isInstanceOf(Verdict.NotYet.class);
    assertThat(judge(3, gone, "s3")).as("too few").isInstanceOf(Verdict.NotYet.class);
  }

  @Test
  void asksASingleServerForNobody() {
    assertThat(judge(1, "s1")).isInstanceOf(Verdict.Met.class);
    assertThat(judge(1)).isInstanceOf(Verdict.Met.class);
    assertThat(judge(1, "10.0.0.9:8300", "s1")).isInstanceOf(Verdict.NotYet.class);
  }
}
