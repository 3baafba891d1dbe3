package io.holdfast.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lab.demo.Interruption.Deed;
import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.templates.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What an interrupted upgrade says of its interruptions, without any host.
class StrikeTest {
  private static final String SWAP = "/consul-servers/s1/swap";

  private static JournalRecord record(String kind, String path, String host) {
    return new JournalRecord(1, 0, "", kind, path, host, Json.toTree(Map.of()));
  }

  private static Strike strike(String kind, String path, String host, JournalRecord... records) {
    var interruption =
        new Interruption(Deed.REBOOT, kind, Pattern.compile("/consul-servers(/s./swap)?"));
    var event = Json.toTree(Map.of("kind", kind, "path", path, "host", host));
    return Strike.of(interruption, event, List.of(records));
  }

  @Test
  void isMeantWhileItsStepIsUnderWay() {
    var started = record("step-started", SWAP, "s1");
    var struck = strike("step-started", SWAP, "s1", started);
    assertThat(struck.isAsMeant()).isTrue();
    assertThat(struck).hasToString("REBOOT at step-started " + SWAP + " on s1");
    var late = strike("step-started", SWAP, "s1", started, record("step-done", SWAP, "s1"));
    assertThat(late.isAsMeant()).isFalse();
    assertThat(late.toString()).endsWith(", which was over");
    var again = new ArrayList<>(List.of(started, record("step-failed", SWAP, "s1"), started));
    assertThat(strike("step-started", SWAP, "s1", again.toArray(JournalRecord[]::new)).isAsMeant())
        .as("sent once more")
        .isTrue();
  }

  @Test
  void isTooLateForAStepThatWasDoneOnceItsHostIs() {
    var done = record("step-done", SWAP, "s1");
    assertThat(strike("step-done", SWAP, "s1", done).isAsMeant()).isTrue();
    var host = record("host-done", "/consul-servers", "s1");
    assertThat(strike("step-done", SWAP, "s1", done, host).isAsMeant()).isFalse();
    var other = record("host-done", "/consul-servers", "s2");
    assertThat(strike("step-done", SWAP, "s1", done, other).isAsMeant()).isTrue();
  }

  @Test
  void isTooLateForAHostThatWasDoneOnceItsGroupIs() {
    var host = record("host-done", "/consul-servers", "s1");
    assertThat(strike("host-done", "/consul-servers", "s1", host).isAsMeant()).isTrue();
    var stage = record("stage-done", "/consul-servers", "");
    assertThat(strike("host-done", "/consul-servers", "s1", host, stage).isAsMeant()).isFalse();
  }

  @Test
  void aSecondOperatorHoldsNobodyUpAndIsAwaited() {
    var asked = new CountDownLatch(1);
    var refusal =
        Json.toTree(Map.of("problems", List.of(Map.of("id", "HF-LCK-001", "what", "is changed"))));
    var rival =
        new SecondOperator(
            () -> {
              try {
                asked.await();
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
              return new Program.Ended(8, Optional.of(refusal), "");
            });
    assertThat(rival.isHere()).isFalse();
    rival.comes();
    assertThat(rival.isHere()).isTrue();
    asked.countDown();
    rival.requireRefused();
    assertThat(rival.isHere()).isFalse();
  }
}
