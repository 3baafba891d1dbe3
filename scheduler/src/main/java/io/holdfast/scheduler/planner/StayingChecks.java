package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.render.Layout;
import java.util.Optional;

/// Keeps a host on which nothing stands from getting an older version than the rest of its site has
/// stayed at: what the others send it, it may not be able to read.
final class StayingChecks {
  private final PlanInput input;

  private StayingChecks(PlanInput input) {
    this.input = input;
  }

  /// `input` wants everything that stays as it stands.
  static void check(PlanInput input) {
    var problems = new Problems();
    var checks = new StayingChecks(input);
    for (var host : input.desired()) {
      host.copies().values().stream()
          .flatMap(copy -> checks.problem(host, copy).stream())
          .forEach(problems::add);
    }
    problems.throwIfAny();
  }

  /// An agent serves its own host alone.
  private Optional<Problem> problem(DesiredHost host, DesiredCopy copy) {
    var isNew =
        Optional.ofNullable(input.readings().get(host.host()))
            .filter(reading -> reading.current().containsKey(copy.component()))
            .isEmpty();
    return isNew && !copy.component().equals(Layout.AGENT)
        ? Stays.versions(input.desired(), copy.component()).stream()
            .filter(version -> Stays.isOlder(copy.version(), version))
            .findFirst()
            .map(version -> problem(host.host(), copy, version))
        : Optional.empty();
  }

  private static Problem problem(String host, DesiredCopy copy, String version) {
    return Problem.of(
            ProblemId.WAY_BACK_REFUSED,
            "%s %s is older than %s, at which it stays on other hosts"
                .formatted(copy.component(), copy.version(), version))
        .withHost(host)
        .withEvidence("nothing of it stands on " + host)
        .withFix(
            "holdfast upgrade --bundle BUNDLE   # with %s %s or a newer release: it brings the site forward, and this host along"
                .formatted(copy.component(), version),
            "holdfast hosts replace %s --bundle BUNDLE   # the same for a server that came back empty"
                .formatted(host))
        .withClusterSafe(true, "nothing was changed");
  }
}
