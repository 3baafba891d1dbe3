package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.Step;

/// Something under way whose answer is awaited.
sealed interface Flight {
  long callId();

  record Writing(long callId, Fact fact, long sinceMs) implements Flight {}

  record Stepping(long callId, Step step, long sinceMs) implements Flight {}

  record Judging(long callId, String watch, int index) implements Flight {}

  record Asking(long callId, String look) implements Flight {}

  record Waiting(long callId) implements Flight {}
}
