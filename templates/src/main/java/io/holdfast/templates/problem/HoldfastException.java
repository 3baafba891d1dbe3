package io.holdfast.templates.problem;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The one family of expected failures: it carries problems from the catalogue, never bare text.
public final class HoldfastException extends RuntimeException {
  private final transient List<Problem> problems;

  private HoldfastException(List<Problem> problems, @Nullable Throwable cause) {
    super(problems.stream().map(Problem::headline).collect(Collectors.joining("\n")), cause);
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an exception without a problem");
    }
    this.problems = List.copyOf(problems);
  }

  public static HoldfastException of(ProblemId id, String what) {
    return of(Problem.of(id, what));
  }

  public static HoldfastException of(Problem problem) {
    return new HoldfastException(List.of(problem), null);
  }

  public static HoldfastException of(List<Problem> problems) {
    return new HoldfastException(problems, null);
  }

  /// Keeps the cause for the log file; people see only the problem.
  public static HoldfastException of(Problem problem, Throwable cause) {
    return new HoldfastException(List.of(problem), cause);
  }

  public List<Problem> problems() {
    return problems;
  }

  public Problem first() {
    return problems.getFirst();
  }

  public boolean has(ProblemId id) {
    return problems.stream().anyMatch(problem -> problem.id() == id);
  }

  public ProblemKind kind() {
    return ProblemKind.deciding(problems.stream().map(problem -> problem.id().kind()).toList());
  }

  public int exitCode() {
    return kind().exitCode();
  }
}
