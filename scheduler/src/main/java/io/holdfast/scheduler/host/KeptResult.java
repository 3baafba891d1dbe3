package io.holdfast.scheduler.host;

/// The result of a step that its host keeps, so that whoever lost the answer can ask again.
///
/// @param fence the newest lock number under which it came about or answered
/// @param isLast whether the host has begun no other step since
public record KeptResult(StepResult result, long fence, boolean isLast) {

  /// Whether it answers for the step, or the step is done anew: actions look first.
  ///
  /// Whoever holds the same lock is the one who asked for it. Whoever holds a newer one asks for
  /// what its journal does not know the end of. That is the last step of the host, unless records
  /// were lost with the disk that should have kept them; then a later step may have taken this one
  /// back. A failure is tried again.
  public boolean standsFor(long askedUnder) {
    return askedUnder <= fence || (isLast && result.status() == StepResult.Status.DONE);
  }
}
