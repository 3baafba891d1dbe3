package io.holdfast.scheduler.run;

import io.holdfast.scheduler.host.StepResult;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;

/// How an attempt at a step ended, as far as the controller knows.
public sealed interface StepEnd {

  /// Done, by this attempt or an earlier one; `says` is one line for people.
  record Done(boolean changed, String says) implements StepEnd {}

  /// It was tried and does not work; trying the same again is useless.
  record Failed(ProblemId problem, String evidence) implements StepEnd {}

  /// No answer: it may or may not have been done. It is asked again under the same id.
  record Lost(ProblemId problem, String evidence) implements StepEnd {
    /// Whether the host could be reached, and a product on it said nothing.
    boolean isOfProduct() {
      return problem == ProblemId.API_SILENT;
    }
  }

  /// The host follows somebody else (`FENCE_TOO_LOW`) or belongs to another site, or the lock was
  /// gone before it was asked (`LOCK_LOST`): this run must end at once.
  record Refused(ProblemId problem, String evidence) implements StepEnd {}

  static StepEnd of(StepResult result) {
    return switch (result.status()) {
      case DONE -> new Done(result.changed(), String.join("; ", result.changes()));
      case FAILED -> new Failed(ProblemId.STEP_FAILED, result.evidence());
      case REFUSED -> refused(result.evidence());
    };
  }

  /// The host's evidence begins with the id of its reason. A runner that names none knows of locks
  /// only.
  private static Refused refused(String evidence) {
    var words = evidence.split(" ", 2);
    return ProblemId.find(words[0])
        .map(id -> new Refused(id, words.length < 2 ? "" : words[1]))
        .orElseGet(() -> new Refused(ProblemId.FENCE_TOO_LOW, evidence));
  }

  /// What an exception of a port means for a step.
  static StepEnd of(HoldfastException thrown) {
    var problem = thrown.first();
    var evidence = problem.what() + problem.evidence().map(line -> ": " + line).orElse("");
    var kind = thrown.kind();
    if (kind == ProblemKind.UNREACHABLE) {
      return new Lost(problem.id(), evidence);
    }
    return kind == ProblemKind.TRUST || kind == ProblemKind.LOCKED
        ? new Refused(problem.id(), evidence)
        : new Failed(problem.id(), evidence);
  }
}
