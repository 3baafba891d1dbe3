package io.holdfast.installer.wizard;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.run.Effect;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunBoardTest {
  private final AtomicLong nanos = new AtomicLong();
  private final RunBoard run = new RunBoard("Installing acme", List.of("s1", "w1"), nanos::get);

  private static Effect.Progress progress(String host, String text, int done) {
    return new Effect.Progress("step-started", "/x", host, text, done, 20);
  }

  @Test
  void tellsHowMuchIsDoneAndHowLongItMayTake() {
    nanos.set(60_000_000_000L);
    run.progress(progress("s1", "start consul", 10));
    assertThat(run.board().sight().head())
        .first()
        .isEqualTo("[###############...............] 10 of 20 steps  1:00 gone, 0:42 to 1:36 left");
    assertThat(run.board().sight().rows()).containsEntry("s1", "start consul");
  }

  @Test
  void promisesNothingBeforeATenthIsDone() {
    nanos.set(1_000_000_000L);
    run.progress(progress("s1", "look", 1));
    assertThat(run.board().sight().head().getFirst()).endsWith("0:01 gone");
  }

  @Test
  void keepsWhatWasLastSaidAboutTheQuorum() {
    run.progress(progress("s1", "2 of 2 other voters healthy, 2 needed, leader s2", 1));
    run.progress(progress("w1", "drain", 2));
    assertThat(run.board().sight().head().get(1))
        .isEqualTo("quorum: 2 of 2 other voters healthy, 2 needed, leader s2");
  }

  @Test
  void passesOnAStopOnceAndAlsoOneThatCameTooEarly() {
    var stops = new AtomicInteger();
    run.board().sight().actions().getFirst().run().run();
    run.steering(stops::incrementAndGet);
    run.board().sight().actions().getFirst().run().run();
    assertThat(stops).hasValue(1);
    assertThat(run.board().sight().head().get(2)).startsWith("pausing");
  }
}
