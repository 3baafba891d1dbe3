package io.holdfast.scheduler.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OldLinesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Environment=HTTPS_PROXY=http://bob:hunter2@proxy:3128",
        "stats auth admin:hunter2",
        "\"encrypt\" : \"aHVudGVyMg==\"",
        "private_key = hunter2",
        "Authorization: Bearer hunter2"
      })
  void hidesLinesInWhichSomebodyMayHaveWrittenASecret(String line) {
    assertThat(OldLines.of(line + "\n", List.of(), text -> text))
        .hasValue(List.of(OldLines.HIDDEN));
    assertThat(OldLines.of(line + "\n", List.of(line), text -> text)).hasValue(List.of(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"server web1 10.0.0.4:8080 check", "Environment=HTTPS_PROXY=http://proxy:3128"})
  void showsTheOthers(String line) {
    assertThat(OldLines.of(line + "\n", List.of(), text -> text)).hasValue(List.of(line));
  }
}
