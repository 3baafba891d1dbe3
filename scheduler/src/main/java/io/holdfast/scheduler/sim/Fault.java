package io.holdfast.scheduler.sim;

import java.util.Locale;

/// What can go wrong in a simulated run. Every kind is counted where it strikes.
public enum Fault {
  /// The connection is refused; nothing happened.
  REFUSED,
  /// The connection is cut before the request arrives; nothing happened, and nobody knows.
  RESET_BEFORE,
  /// The connection is cut while the step runs.
  RESET_DURING,
  /// The step is done, but the answer is lost.
  ANSWER_LOST,
  /// The request arrives twice.
  DUPLICATE,
  /// The request stays in the network and arrives when nobody expects it any more.
  DELAYED,
  /// A host is slow: what it does takes many times as long.
  SLOW_HOST,
  /// A product's question is not answered.
  GATE_SILENT,
  /// A product's health list is as it was some time ago.
  STALE_HEALTH,
  /// The controller is killed between two events.
  KILL,
  /// The controller is killed when a step stands in its journal and was not sent.
  KILL_BEFORE_SEND,
  /// The controller is killed while it writes its journal; any part of the record is on disk.
  TORN_RECORD,
  /// The controller's disk says that a record is safe when it is not, and then the power goes.
  LOST_FSYNC,
  /// A disk is full in the middle of a write: the controller's, or that of a host.
  FULL_DISK,
  /// The date of some machine jumps.
  CLOCK_JUMP,
  /// The controller stands still for longer than its lease.
  PAUSE,
  /// A host reboots.
  REBOOT,
  /// A server loses its power for minutes, perhaps while the controller is gone.
  OUTAGE,
  /// A worker is gone for good, for as long as the run needs it.
  WORKER_GONE,
  /// A server's process dies and is started again.
  CRASH,
  /// A unit dies again and again for a while.
  FLAPPING_UNIT,
  /// The leader steps down.
  LEADER_CHANGE,
  /// The leader steps down while a step is under way.
  LEADER_CHANGE_IN_STEP,
  /// A host is cut off from its peers, and perhaps from the controller too.
  PARTITION,
  /// Another machine of another cluster answers at a host's address.
  HOST_SWAPPED,
  /// What was brought to a host differs from what was sent.
  CORRUPT_BLOB,
  /// Somebody else wants the lock.
  SECOND_OPERATOR,
  /// The new version of a product does not bear the state that its servers hold.
  UNFIT_STATE,
  /// The new copy of a component is bad.
  BAD_COPY;

  /// As it stands in reports, such as `answer-lost`.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
