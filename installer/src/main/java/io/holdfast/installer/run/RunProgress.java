package io.holdfast.installer.run;

import io.holdfast.scheduler.journal.JournalRecord;
import java.util.Comparator;
import java.util.List;

/// How far a run is by its journal: the highest number of the site's lock it had, then its records.
///
/// Each run gets a higher number than the ones before it, on whatever machine it began, so the
/// number says which of two runs is the newer one. The date in a run's name does not: it is what
/// the clock of some machine said.
///
/// @param fence 0 when the journal does not tell
record RunProgress(long fence, int records) implements Comparable<RunProgress> {
  /// That of a journal which can't be read.
  static final RunProgress UNKNOWN = new RunProgress(0, 0);

  private static final Comparator<RunProgress> ORDER =
      Comparator.comparingLong(RunProgress::fence).thenComparingInt(RunProgress::records);

  static RunProgress of(List<JournalRecord> records) {
    var fence = records.stream().mapToLong(RunProgress::lockNumber).max().orElse(0);
    return new RunProgress(fence, records.size());
  }

  private static long lockNumber(JournalRecord found) {
    var isBeginning = found.kind().equals("run-started") || found.kind().equals("run-resumed");
    return isBeginning ? found.details().path("fence").asLong(0) : 0;
  }

  @Override
  public int compareTo(RunProgress other) {
    return ORDER.compare(this, other);
  }
}
