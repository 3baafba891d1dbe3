package io.holdfast.scheduler.journal;

import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// What somebody wants to have written down: a kind, the path and host it is about (empty when
/// none), and details.
public record JournalEntry(String kind, String path, String host, JsonNode details) {
  public JournalEntry {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(details, "details");
  }
}
