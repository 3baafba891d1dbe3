package io.holdfast.scheduler.lock;

import io.holdfast.scheduler.host.LeaseAnswer;

/// What happened to the lock. `nowMs` never goes backwards. Answers nobody waits for are ignored.
public sealed interface LockEvent {
  long nowMs();

  record Started(long nowMs) implements LockEvent {}

  record Answered(long nowMs, long callId, LeaseAnswer answer) implements LockEvent {}

  /// No answer in time, or the host cannot be reached.
  record Unanswered(long nowMs, long callId) implements LockEvent {}

  record TimerFired(long nowMs, long callId) implements LockEvent {}

  /// The run is over.
  record ReleaseAsked(long nowMs) implements LockEvent {}
}
