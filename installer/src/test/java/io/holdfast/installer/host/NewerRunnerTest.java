package io.holdfast.installer.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewerRunnerTest {
  @Test
  void isRefusedWithHostBothVersionsAndWhatToTake() {
    assertThatThrownBy(() -> NewerRunner.refuse("s2", "0.1.0", "0.2.0"))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              var text = refused.first().toText();
              assertThat(text)
                  .contains("HF-VER-006", "s2", "Holdfast 0.2.0", "Holdfast 0.1.0")
                  .contains("with Holdfast 0.2.0 or newer");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "0.2.0, 0.1.0",
    "0.1.0, 0.1.0",
    "0.1.0, 0.1.0-next",
    "0.1.0, unknown",
    "unknown, 0.2.0",
    "0.10.0, 0.9.0"
  })
  void anOlderOneOneOfTheSameVersionAndOneWithoutANumberIsTaken(String ours, String theirs) {
    assertThatCode(() -> NewerRunner.refuse("s2", ours, theirs)).doesNotThrowAnyException();
  }
}
