package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.templates.problem.HoldfastException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunBoundsTest {
  @Test
  void goesOnWithoutNobodyUnlessAsked() {
    assertThat(new RunBounds(null, null).of(PLAN, NIGHT).maxUnreachable()).isZero();
    assertThat(RunBounds.sparing(2).of(PLAN, NIGHT).lines(NIGHT))
        .containsExactly("Goes on without up to 2 workers that give no answer.");
    assertThatThrownBy(() -> RunBounds.sparing(-1).of(PLAN, NIGHT))
        .hasMessageContaining("HF-CLI-001");
  }

  /// Half past three in the morning in Berlin.
  private static final Clock NIGHT =
      Clock.fixed(Instant.parse("2026-11-22T02:30:00Z"), ZoneId.of("Europe/Berlin"));

  private static final Plan PLAN =
      new Plan(
          Plan.SCHEMA,
          "acme-1",
          "acme",
          Plan.Verb.UPGRADE,
          new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>()),
          new TreeMap<>(),
          List.of(new Stage.Everywhere("/stage", "Stage", List.of(), List.of())));

  @ParameterizedTest
  @CsvSource({
    "06:00, 2026-11-22T05:00:00Z",
    "15:00, 2026-11-22T14:00:00Z",
    "06:00+02:00, 2026-11-22T04:00:00Z",
    "02:31Z, 2026-11-22T02:31:00Z",
    "2026-11-24T06:00:00Z, 2026-11-24T06:00:00Z"
  })
  void meansTheNextSuchTime(String text, String end) {
    assertThat(new RunBounds(text, null).of(PLAN, NIGHT).end()).contains(Instant.parse(end));
  }

  @ParameterizedTest
  @CsvSource({"03:30:40, less than a minute", "03:31:40, a minute", "06:00, 150 minutes"})
  void saysHowLongTheWindowIs(String text, String time) {
    assertThat(new RunBounds(text, null).of(PLAN, NIGHT).lines(NIGHT))
        .singleElement()
        .asString()
        .endsWith(", in " + time + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "25:00", "2026-11-21T06:00:00Z", "03:29", "02:29Z"})
  void refusesWhatIsNoTimeToCome(String text) {
    assertThatThrownBy(() -> new RunBounds(text, null).of(PLAN, NIGHT))
        .isInstanceOf(HoldfastException.class);
  }

  @Test
  void takesAStageWithOrWithoutItsSlashAndRefusesOthers() {
    assertThat(new RunBounds(null, "stage").of(PLAN, NIGHT).stage()).contains("/stage");
    assertThat(new RunBounds(null, "/stage").of(PLAN, NIGHT).stage()).contains("/stage");
    assertThatThrownBy(() -> new RunBounds(null, "stages").of(PLAN, NIGHT))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.first().evidence()).contains("its stages: /stage"));
  }
}
