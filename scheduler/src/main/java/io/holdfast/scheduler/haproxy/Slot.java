package io.holdfast.scheduler.haproxy;

/// One server line of a backend as one HAProxy sees it now.
///
/// Slots made from a template are re-used: the address in a slot may change, while a forced drain
/// stays with the slot. So everything here goes by address, and the slot's name is only how to
/// speak to it.
record Slot(
    String backend,
    String name,
    String address,
    String status,
    boolean forcedDrain,
    long sessions,
    long totalSessions) {

  /// Gets new traffic: its own check passes and nobody drains it. `UP 1/3` is still up, on its way
  /// down.
  boolean isUp() {
    return !forcedDrain && (status.equals("UP") || status.startsWith("UP "));
  }

  boolean hasAddress() {
    return !address.isEmpty() && !address.equals("-") && !address.equals("0.0.0.0");
  }

  /// The name as commands want it.
  String path() {
    return backend + "/" + name;
  }
}
