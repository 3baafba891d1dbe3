package io.holdfast.scheduler.lock;

import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.templates.problem.Problem;

/// What the lock wants done, or has to say.
public sealed interface LockEffect {

  /// Ask one server, for at most five seconds. Answer: `Answered` or `Unanswered`.
  record Ask(long callId, String host, LeaseRequest request) implements LockEffect {}

  /// Answer: `TimerFired` after so many milliseconds. `why` is for whoever sits there and waits,
  /// empty when there is nothing to say.
  record Wait(long callId, long ms, String why) implements LockEffect {}

  /// The lock is held under this fence: the run may begin.
  record Held(long fence) implements LockEffect {}

  /// The lock cannot be had.
  record Refused(Problem problem) implements LockEffect {}

  /// The lock was held and no longer is: nothing more may be done.
  record Lost(String why) implements LockEffect {}

  /// Given back, as far as the servers could be reached.
  record Released() implements LockEffect {}
}
