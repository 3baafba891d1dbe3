package io.holdfast.scheduler.plan;

import java.util.List;

/// Where a plan leads that does not bring its bundle's own versions: to a stop of a staged upgrade.
///
/// @param stop the stop's name in the bundle
/// @param ahead what is reached after it, each by a run of its own: further stops and, last, the
///   bundle by name and version; never empty
public record Way(String stop, List<String> ahead) {
  public Way {
    ahead = List.copyOf(ahead);
  }

  /// What a person has to know before the run.
  public String line() {
    return "This leads to the stop "
        + stop
        + ". Ahead of it, each a run of its own behind the same gates: "
        + String.join(", ", ahead);
  }

  /// Where the site stands once it is there.
  public String reached() {
    return "The site stands at the stop " + stop + "; next on its way is " + ahead.getFirst();
  }
}
