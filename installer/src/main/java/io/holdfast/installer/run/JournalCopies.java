package io.holdfast.installer.run;

/// Copies of a run's journal that grow with it elsewhere. Safe for several threads.
interface JournalCopies {
  /// The journal has another record. Returns at once.
  void journalGrew();

  /// Waits until a server other than `host` has all that the journal holds now. False when none has
  /// it after so many milliseconds.
  boolean awaitElsewhere(String host, long ms);
}
