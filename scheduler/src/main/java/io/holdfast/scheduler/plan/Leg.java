package io.holdfast.scheduler.plan;

import java.util.List;

/// The part of a staged upgrade that a plan brings, where that is not its end.
///
/// @param stop the name of the stop that it leads to, as the bundle has it
/// @param ahead what is reached after it, each by a run of its own: further stops and, last, the
///   bundle by name and version; empty where nothing leads on from there
public record Leg(String stop, List<String> ahead) {
  public Leg {
    ahead = List.copyOf(ahead);
  }

  /// What a person has to know before the run.
  public String line() {
    return "This leads to the stop "
        + stop
        + (ahead.isEmpty()
            ? ", from which nothing leads on"
            : ". Ahead of it, each a run of its own behind the same gates: "
                + String.join(", ", ahead));
  }

  /// Where the site stands once it is there.
  public String reached() {
    return "The site stands at the stop "
        + stop
        + (ahead.isEmpty() ? "" : "; next on its way is " + ahead.getFirst());
  }
}
