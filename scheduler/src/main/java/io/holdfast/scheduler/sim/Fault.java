package io.holdfast.scheduler.sim;

import java.util.Locale;

/// What can go wrong in a simulated run.
public enum Fault {
  /// The connection is refused; nothing happened.
  REFUSED,
  /// The connection is cut while the step runs.
  RESET_DURING,
  /// The step is done, but the answer is lost.
  ANSWER_LOST,
  /// The request arrives twice.
  DUPLICATE,
  /// The request arrives seconds later.
  SLOW,
  /// The request stays in the network and arrives when nobody expects it any more.
  DELAYED,
  /// A gate's question is not answered.
  GATE_SILENT,
  /// A gate's question is answered with what was true half a minute ago.
  GATE_STALE,
  /// The controller is killed between two events.
  KILL,
  /// The controller is killed when a step stands in its journal and was not sent.
  KILL_BEFORE_SEND,
  /// The controller is killed while it writes its journal; any part of the record is on disk.
  TORN_RECORD,
  /// The controller stands still for longer than its lease.
  PAUSE,
  /// A host reboots.
  REBOOT,
  /// A server loses its power for minutes, while the controller is gone.
  OUTAGE,
  /// A server's process dies and is started again.
  CRASH,
  /// The leader steps down.
  LEADER_CHANGE,
  /// Somebody else wants the lock.
  SECOND_OPERATOR,
  /// The new copy of a component is bad.
  BAD_COPY;

  /// As it stands in reports, such as `answer-lost`.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
