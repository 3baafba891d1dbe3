package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.run.Fact;
import io.holdfast.templates.problem.HoldfastException;
import java.util.List;

/// What must be true of the journals of a run that has ended: each can be read to its end and knows
/// only what the program knows, the last one says that the run has ended, and none holds a secret.
record JournalEnding(SimWorld world, SimDisk disk) {
  /// The names are those of the run, or of one that was given again, oldest first.
  void check(List<String> names, boolean isEnded) {
    for (var name : names) {
      var records = read(name);
      if (isEnded && name.equals(names.getLast()) && !world.hasLostMemory() && !saysSo(records)) {
        world.violate(Promise.JOURNAL_WHOLE, name + " does not say that the run has ended");
      }
    }
    if (disk.holds(SimSite.CANARY)) {
      world.violate(Promise.NO_SECRET, "the journal holds a secret");
    }
  }

  private List<JournalRecord> read(String name) {
    try {
      var records = Journal.open(disk, name).records();
      records.forEach(Fact::of);
      return records;
    } catch (HoldfastException refused) {
      world.violate(Promise.JOURNAL_WHOLE, refused.first().headline());
      return List.of();
    }
  }

  private static boolean saysSo(List<JournalRecord> records) {
    return !records.isEmpty() && Fact.of(records.getLast()) instanceof Fact.RunEnded;
  }
}
