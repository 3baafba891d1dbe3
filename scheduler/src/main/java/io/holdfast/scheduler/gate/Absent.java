package io.holdfast.scheduler.gate;

import java.util.List;
import java.util.Set;

/// The workers that a run was allowed to leave behind, for they give no answer: the parameter
/// `absent` of what it asks and says from then on. Nobody waits for them to serve.
public final class Absent {
  private Absent() {}

  /// The names of their hosts; none in a run that leaves nobody behind.
  public static Set<String> of(Parameters parameters) {
    return parameters
        .optional("absent")
        .map(names -> Set.copyOf(List.of(names.split(","))))
        .orElse(Set.of());
  }

  /// How many other hosts must serve: as many as `minimum`, or as are changed now where that is
  /// less (`atOnce`), without those that `notThere` counts; at least one.
  public static int others(Parameters parameters, int notThere) {
    var planned = parameters.number("minimum", 1);
    var needed =
        parameters.optional("host").isPresent()
            ? Math.min(planned, parameters.number("atOnce", planned))
            : planned;
    return Math.max(1, needed - notThere);
  }
}
