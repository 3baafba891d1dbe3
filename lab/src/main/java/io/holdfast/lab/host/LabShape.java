package io.holdfast.lab.host;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;

/// How many practice hosts of which release make up the lab `name`.
public record LabShape(String name, Release release, int servers, int workers) {
  public LabShape {
    if (!name.matches("[a-z][a-z0-9-]{0,30}")) {
      throw HoldfastException.of(
          ProblemId.LAB_SHAPE_REFUSED,
          "A lab's name is up to 31 small letters, digits and dashes, not \"" + name + "\"");
    }
    if (servers < 0 || servers > 9 || workers < 0 || workers > 100 || servers + workers == 0) {
      throw HoldfastException.of(
          ProblemId.LAB_SHAPE_REFUSED,
          "A lab has 0 to 9 servers and 0 to 100 workers, and one host at least");
    }
  }

  /// Three servers and two workers, the smallest cluster that can lose any one of its hosts.
  public static LabShape usual(String name) {
    return new LabShape(name, Release.TRIXIE, 3, 2);
  }

  /// The same with another number of servers.
  public LabShape withServers(int number) {
    return new LabShape(name, release, number, workers);
  }
}
