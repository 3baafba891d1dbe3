package io.holdfast.templates.yaml;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.Map;

/// A value made from YAML that still knows where each of its parts stood, for checks that come
/// later.
///
/// Parts are named by their path from the root: `hosts[2].address`, `consul.config`; the root is
/// `""`.
public record Bound<T>(T value, Map<String, Position> places) {
  public Bound {
    places = Map.copyOf(places);
  }

  /// Where a part stands; of a part that was left out, the nearest part around it.
  public Position where(String path) {
    var found = places.get(path);
    if (found != null) {
      return found;
    }
    if (path.isEmpty()) {
      return new Position("?", 1, 1);
    }
    return where(
        path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('[')))));
  }

  /// A problem of the value at a path, with its place filled in.
  public Problem problem(ProblemId id, String path, String what) {
    return Problem.of(id, what).withWhere(where(path).toString());
  }
}
