package io.holdfast.templates.problem;

import java.util.ArrayList;
import java.util.List;

/// Collects problems so that all of them are reported at once. Not safe for several threads.
public final class Problems {
  private final List<Problem> list = new ArrayList<>();

  public void add(Problem problem) {
    list.add(problem);
  }

  public void add(ProblemId id, String what) {
    add(Problem.of(id, what));
  }

  public void addAll(Iterable<Problem> problems) {
    problems.forEach(this::add);
  }

  public boolean isEmpty() {
    return list.isEmpty();
  }

  public int size() {
    return list.size();
  }

  /// In the order in which they were found.
  public List<Problem> list() {
    return List.copyOf(list);
  }

  public void throwIfAny() {
    if (!list.isEmpty()) {
      throw HoldfastException.of(list);
    }
  }
}
