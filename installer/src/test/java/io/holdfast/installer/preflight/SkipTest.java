package io.holdfast.installer.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SkipTest {
  private static final Problem LITTLE =
      Problem.of(ProblemId.MEMORY, "1 GB of memory").withHost("w1").withEvidence("MemTotal: 1");

  private static Report report() {
    return new Report(
        List.of(
            Finding.fail("memory", LITTLE),
            Finding.fail("memory", LITTLE.withHost("w2")),
            Finding.fail("port", Problem.of(ProblemId.PORT_TAKEN, "80").withHost("w1"))));
  }

  @Test
  void turnsOneCheckOnOneHostIntoAWarningThatSaysWhy() {
    var skipped = report().skipping(List.of(Skip.parse("HF-PRE-002@w1=a test machine")));
    assertThat(skipped.failures()).hasSize(2);
    assertThat(skipped.warnings())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.evidence()).contains("MemTotal: 1\nskipped: a test machine"));
  }

  @Test
  void coversAllHostsWithoutAName() {
    var skipped = report().skipping(List.of(Skip.parse("hf-pre-002  we know")));
    assertThat(skipped.failures()).extracting(Problem::id).containsExactly(ProblemId.PORT_TAKEN);
  }

  @Test
  void isReadBackFromItsOwnText() {
    var skip = Skip.parse("HF-PRE-002@w1 because of X = Y");
    assertThat(Skip.parse(skip.toString())).isEqualTo(skip);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HF-PRE-002", "HF-PRE-002@w1=", "HF-PRE-999=x", "=x", "", "memory=x"})
  void asksForIdAndReason(String text) {
    assertThatThrownBy(() -> Skip.parse(text))
        .isInstanceOfSatisfying(
            HoldfastException.class, wrong -> assertThat(wrong.exitCode()).isEqualTo(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HF-PRE-003@w1=x", "HF-PRE-004=x", "HF-SSH-003=x", "HF-HST-001=x"})
  void refusesToSkipWhatWouldBreakSomething(String text) {
    assertThatThrownBy(() -> Skip.parse(text)).hasMessageContaining("cannot be skipped");
  }
}
