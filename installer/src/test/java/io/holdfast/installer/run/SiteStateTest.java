package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteStateTest {
  private static final String RUN = "20261122-084442-upgrade-3fa9";

  /// As a Holdfast might write it one day: with parts that this one does not know.
  private static final String NEWER =
      """
      {"state": {"version": 2, "program": "0.3.0", "site": "whole"}, "runId": "%s", "colour": 1}"""
          .formatted(RUN);

  @TempDir private Path folder;

  private SiteFolder site() {
    return SiteFolder.of(folder, "acme");
  }

  private static RunFolder.About about() {
    return new RunFolder.About(
        RUN, "upgrade", "me", "d", "acme", "2", "", 1, Optional.empty(), Optional.empty());
  }

  private Path write(String text) throws Exception {
    var file = site().run(RUN).path().resolve("run.json");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void aRunSaysInWhichVersionItIsKeptAndByWhichHoldfast() {
    var run = site().run(RUN);
    run.saveAbout(about().in(SiteState.of("0.1.0")));
    assertThat(run.about().orElseThrow().state()).hasValue(new SiteState(1, "0.1.0"));
    assertThat(site().requireKnown().path()).isEqualTo(site().path());
  }

  @Test
  void whatHasNoVersionIsFromBeforeAndIsRead() {
    site().run(RUN).saveAbout(about());
    assertThat(new String(Json.canonical(about()), StandardCharsets.UTF_8)).doesNotContain("state");
    assertThat(site().run(RUN).about().orElseThrow().state()).isEmpty();
    assertThatCode(() -> site().requireKnown()).doesNotThrowAnyException();
  }

  @Test
  void aSiteThatANewerHoldfastWorkedOnIsRefusedByName() throws Exception {
    write(NEWER);
    assertThatThrownBy(() -> site().requireKnown())
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused ->
                assertThat(refused.first().toText())
                    .contains("HF-VER-006", "with Holdfast 0.3.0 or newer")
                    .contains(
                        "Holdfast 0.3.0 keeps its runs in version 2, this one reads up to 1"));
    assertThatThrownBy(() -> site().run(RUN).about()).hasMessageContaining("HF-VER-006");
  }

  @Test
  void aDamagedRunIsNoNewerOne() throws Exception {
    write("{");
    assertThatCode(() -> site().requireKnown()).doesNotThrowAnyException();
  }
}
