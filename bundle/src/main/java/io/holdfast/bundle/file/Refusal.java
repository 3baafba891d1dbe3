package io.holdfast.bundle.file;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.nio.file.Path;

/// The ways in which a bundle's bytes are refused, each with what to do about it.
final class Refusal {
  private static final String COPY_AGAIN = "copy the bundle again from where it came from";

  private Refusal() {}

  static HoldfastException noBundle(Path file) {
    return Problem.of(ProblemId.BUNDLE_MALFORMED, file + " is not a Holdfast bundle")
        .withFix(COPY_AGAIN)
        .asException();
  }

  static HoldfastException malformed(Path file, String what) {
    return Problem.of(ProblemId.BUNDLE_MALFORMED, file + " does not have the form that was signed")
        .withEvidence(what)
        .withFix(COPY_AGAIN)
        .asException();
  }

  /// Bytes between the contents differ: a header, a padding or the end.
  static HoldfastException frame(Path file, long at, String of) {
    return malformed(file, "byte " + at + " of the file, in the frame of " + of);
  }

  /// Bytes of a content differ. The offsets are those of its chunk in the content and in the file.
  static HoldfastException damaged(Path file, String name, long from, long length, long at) {
    return Problem.of(ProblemId.CHUNK_CORRUPT, "Bytes of " + file + " differ from what was signed")
        .withEvidence(
            "%s, bytes %d to %d of it (from byte %d of the file)"
                .formatted(name, from, from + length - 1, at))
        .withFix(COPY_AGAIN)
        .asException();
  }

  static HoldfastException cutShort(Path file, long size, long wanted) {
    return Problem.of(ProblemId.BUNDLE_CUT_SHORT, file + " is cut short")
        .withEvidence(size + " bytes are there, at least " + wanted + " are wanted")
        .withFix(COPY_AGAIN)
        .asException();
  }

  static HoldfastException tooLong(Path file, long size, long wanted) {
    return Problem.of(ProblemId.BUNDLE_TOO_LONG, file + " goes on after its end")
        .withEvidence(size + " bytes are there, " + wanted + " were signed")
        .withFix(COPY_AGAIN)
        .asException();
  }

  static HoldfastException notUnderstood(Path file, String why, Exception cause) {
    return HoldfastException.of(
        Problem.of(ProblemId.BUNDLE_NOT_UNDERSTOOD, file + " is of a form this program cannot read")
            .withEvidence(why)
            .withFix("use the program that came beside the bundle"),
        cause);
  }

  static HoldfastException unreadable(Path file, Exception cause) {
    return HoldfastException.of(
        Problem.of(ProblemId.BUNDLE_NOT_FOUND, "The bundle " + file + " cannot be read")
            .withEvidence(cause.getClass().getSimpleName())
            .withFix("ls -l " + file + "   # the file of the bundle, or the folder with its parts"),
        cause);
  }
}
