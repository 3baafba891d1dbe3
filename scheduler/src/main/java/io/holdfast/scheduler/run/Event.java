package io.holdfast.scheduler.run;

import io.holdfast.scheduler.gate.Verdict;
import java.util.Optional;

/// What happened to a run. `nowMs` never goes backwards (uptime, not the clock on the wall).
/// Answers to calls that the executor no longer waits for are ignored.
public sealed interface Event {
  long nowMs();

  /// The first event of a run and of each resume.
  record Started(long nowMs) implements Event {}

  /// `wallMs` is the date that the record got.
  record Appended(long nowMs, long callId, long wallMs) implements Event {}

  record StepEnded(long nowMs, long callId, StepEnd end) implements Event {}

  record GateJudged(long nowMs, long callId, Verdict verdict) implements Event {}

  /// The leader that all who could be asked agree on, by its host's name; empty when there is none
  /// or no agreement.
  record LeaderSeen(long nowMs, long callId, Optional<String> leader) implements Event {}

  record TimerFired(long nowMs, long callId) implements Event {}

  /// Somebody wants the run to stop between two hosts.
  record StopAsked(long nowMs) implements Event {}

  /// The site's lock was lost: nothing may be done any more.
  record LockLost(long nowMs, String why) implements Event {}
}
