package io.holdfast.scheduler.nomad;

import java.util.Arrays;
import java.util.List;

/// One allocation as it ran when the change of its worker began, so short that many of them fit
/// into one of Nomad's variables (64 KiB).
record NotedWork(String id, long restarts, String started) {

  static NotedWork of(Allocation allocation) {
    return new NotedWork(allocation.id(), allocation.restarts(), allocation.started());
  }

  /// The form in which it is noted: `<id>:<restarts>:<started>`, a blank between two.
  static String text(List<NotedWork> work) {
    return String.join(
        " ",
        work.stream()
            .map(each -> each.id + ":" + each.restarts + ":" + each.started)
            .sorted()
            .toList());
  }

  static List<NotedWork> read(String text) {
    return Arrays.stream(text.split(" "))
        .map(each -> each.split(":"))
        .filter(parts -> parts.length == 3)
        .map(parts -> new NotedWork(parts[0], Long.parseLong(parts[1]), parts[2]))
        .toList();
  }

  /// The same run of the same tasks. One that ended by itself and was started again is its owner's
  /// affair: the change of the worker has not done that.
  boolean isSameRun(Allocation now) {
    return now.started().equals(started) || endedByItself(now);
  }

  boolean endedByItself(Allocation now) {
    return now.restarts() > restarts;
  }
}
