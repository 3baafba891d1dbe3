package io.holdfast.installer.host;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.function.Function;

/// A runner of an earlier version reads strictly and refuses a question that it does not know. It
/// is asked again without it, and what it can't say stays unknown.
final class OlderRunner {
  private OlderRunner() {}

  static HostReading read(Function<ReadRequest, HostReading> runner, ReadRequest request) {
    try {
      return runner.apply(request);
    } catch (HoldfastException refused) {
      if (!request.asksNewer() || refused.first().id() != ProblemId.NOT_JSON) {
        throw refused;
      }
      return runner.apply(request.withoutNewer());
    }
  }
}
