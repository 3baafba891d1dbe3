package io.holdfast.installer.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Times and places of a run as people read them, on a terminal and on paper.
public final class ReportWords {
  private ReportWords() {}

  /// In whole seconds of UTC.
  public static String time(long ms) {
    return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /// A path that names its host already says enough.
  public static String where(String path, String host) {
    return Optional.of(host)
        .filter(name -> !name.isEmpty() && !path.contains("/" + name))
        .map(name -> (path + " " + name).strip())
        .orElse(path);
  }
}
