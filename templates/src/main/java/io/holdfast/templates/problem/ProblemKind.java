package io.holdfast.templates.problem;

import java.util.Collection;
import java.util.Comparator;

/// The kinds of problem a script can tell apart by the exit code.
///
/// The order is that of the phases of a run: with several kinds at once the earliest phase decides
/// the exit code. A host that was put back says more than the stop that led to it, so it comes
/// first.
public enum ProblemKind {
  USAGE(2),
  TRUST(9),
  UNREACHABLE(10),
  PREFLIGHT(3),
  LOCKED(8),
  PUT_BACK(7),
  STOPPED(6),
  INTERNAL(1);

  private final int exitCode;

  ProblemKind(int exitCode) {
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }

  /// The kind that decides among several; `INTERNAL` for none, for then nobody knows what happened.
  public static ProblemKind deciding(Collection<ProblemKind> kinds) {
    return kinds.stream().min(Comparator.naturalOrder()).orElse(INTERNAL);
  }
}
