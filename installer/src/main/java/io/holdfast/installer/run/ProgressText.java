package io.holdfast.installer.run;

import io.holdfast.scheduler.run.Effect;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/// A line of progress as people read it: `HH:MM:SS host path sentence`.
public final class ProgressText {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private static final int LONGEST = 110;

  private ProgressText() {}

  public static String line(Effect.Progress progress, long wallMs) {
    var time = TIME.format(Instant.ofEpochMilli(wallMs).atZone(ZoneId.systemDefault()));
    var host = progress.host().isEmpty() ? "-" : progress.host();
    return String.format(
        "%s %-8s %-32s %s  [%d/%d]",
        time,
        host,
        progress.path(),
        shortened(progress.text().strip()),
        progress.done(),
        progress.total());
  }

  /// The whole text is in the journal.
  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 4) + " ...";
  }
}
