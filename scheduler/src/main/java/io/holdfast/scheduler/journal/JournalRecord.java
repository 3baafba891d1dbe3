package io.holdfast.scheduler.journal;

import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// An entry as it stands in a journal: numbered from 1, dated for people, and chained to the record
/// before it by the SHA-256 of that record's bytes (64 zeros before the first).
public record JournalRecord(
    long seq,
    long wallMs,
    String previous,
    String kind,
    String path,
    String host,
    JsonNode details) {
  public JournalRecord {
    Objects.requireNonNull(previous, "previous");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(details, "details");
  }

  /// The entry in it.
  public JournalEntry entry() {
    return new JournalEntry(kind, path, host, details);
  }
}
