package io.holdfast.scheduler.run;

import io.holdfast.scheduler.journal.JournalEntry;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage.QuorumRule;
import io.holdfast.scheduler.plan.Step;

/// What the executor wants done by whoever drives it.
///
/// Effects of one transition are begun in their order. `Append` is answered by `Event.Appended`
/// once the record is durable, and appends are answered in the order they were given; every other
/// effect with a `callId` is answered once, at any time, by the event named beside it. `Keep`,
/// `Report` and `Finish` are not answered.
public sealed interface Effect {

  /// Write down, durably. Answer: `Appended`.
  record Append(long callId, JournalEntry entry) implements Effect {}

  /// Do a step under this id; asked again under the same id it is done at most once. Answer:
  /// `StepEnded`.
  record RunStep(long callId, String stepId, Step step) implements Effect {}

  /// Judge a gate once. Looks of one watch share a `memory` key, so that a gate can compare with
  /// its first look. Answer: `GateJudged`.
  record JudgeGate(long callId, String memory, GateSpec gate) implements Effect {}

  /// Ask the members of a quorum system separately who leads. Answer: `LeaderSeen`.
  record AskLeader(long callId, QuorumRule quorum) implements Effect {}

  /// Answer: `TimerFired` after so many milliseconds.
  record Wait(long callId, long ms) implements Effect {}

  /// Keep a product's raw answer in the run's folder under this name (letters, digits, dots and
  /// dashes).
  record Keep(String file, String text) implements Effect {}

  /// Tell people and scripts how it goes.
  record Report(Progress progress) implements Effect {}

  /// The run is over for now; nothing follows.
  record Finish(Outcome outcome) implements Effect {}

  /// One line of progress. `kind` is the kind of a journal record or `waiting`; `done` of `total`
  /// steps are done.
  record Progress(String kind, String path, String host, String text, int done, int total) {}
}
