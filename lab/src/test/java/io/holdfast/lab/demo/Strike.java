package io.holdfast.lab.demo;

import io.holdfast.scheduler.journal.JournalRecord;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Where an interruption struck: at which step, gate or group of the plan, on which host, and
/// whether that was over by then. What the program tells arrives later than it happens.
record Strike(Interruption interruption, String path, String host, boolean wasOver) {

  /// `records` are those of the run's journal at this moment.
  static Strike of(Interruption interruption, JsonNode event, List<JournalRecord> records) {
    var path = event.path("path").asString("");
    var host = event.path("host").asString("");
    return new Strike(interruption, path, host, isOver(interruption.kind(), path, host, records));
  }

  /// A step that was started is over once it has ended; one that was done, once its host is; a host
  /// that was done, once its whole group is.
  private static boolean isOver(
      String kind, String path, String host, List<JournalRecord> records) {
    return switch (kind) {
      case "step-started" -> !kindOfLast(path, records).equals(kind);
      case "step-done" -> records.stream().anyMatch(found -> isEndOf(found, path, host));
      case "host-done" ->
          records.stream()
              .anyMatch(found -> found.kind().equals("stage-done") && found.path().equals(path));
      default -> records.stream().anyMatch(found -> found.kind().equals("run-ended"));
    };
  }

  private static String kindOfLast(String path, List<JournalRecord> records) {
    return records.stream()
        .filter(found -> found.path().equals(path))
        .reduce((_, later) -> later)
        .map(JournalRecord::kind)
        .orElse("");
  }

  private static boolean isEndOf(JournalRecord found, String step, String host) {
    return List.of("host-done", "host-put-back").contains(found.kind())
        && found.host().equals(host)
        && step.startsWith(found.path() + "/");
  }

  /// Whether it struck what it was meant for, while that was under way.
  boolean isAsMeant() {
    return !wasOver && interruption.path().matcher(path).matches();
  }

  @Override
  public String toString() {
    return "%s at %s %s%s%s"
        .formatted(
            interruption.deed(),
            interruption.kind(),
            path,
            host.isEmpty() ? "" : " on " + host,
            wasOver ? ", which was over" : "");
  }
}
