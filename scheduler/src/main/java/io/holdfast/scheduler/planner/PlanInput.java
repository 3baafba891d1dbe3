package io.holdfast.scheduler.planner;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.SecretText;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// All a plan is made from. `desired` is sorted by host; `digest` gives the SHA-256 of a text with
/// its secrets in place. `absent` are workers that gave no answer: they are in the site and not
/// among `desired` and `readings`. `stays` says what does not follow a bundle that is earlier than
/// what stands.
public record PlanInput(
    Plan.Verb verb,
    Site site,
    String siteId,
    String siteDigest,
    Manifest manifest,
    String bundleDigest,
    List<DesiredHost> desired,
    Map<String, HostReading> readings,
    Function<SecretText, String> digest,
    Pending pending,
    List<String> absent,
    Stays stays) {
  public PlanInput {
    desired = List.copyOf(desired);
    readings = Map.copyOf(readings);
    absent = List.copyOf(absent);
  }

  /// The same with the bundle as it is at a stop, and what stands on the hosts before.
  public PlanInput at(Manifest stop, List<DesiredHost> wanted, Map<String, HostReading> standing) {
    return new PlanInput(
        verb,
        site,
        siteId,
        siteDigest,
        stop,
        bundleDigest,
        wanted,
        standing,
        digest,
        pending,
        absent,
        stays);
  }

  /// Whether the plan would be refused for a product that it takes to an older version.
  public boolean takesBack() {
    return VersionChecks.found(withStaying()).list().stream()
        .anyMatch(problem -> problem.id() == ProblemId.WAY_BACK_REFUSED);
  }

  /// The same with what stays wanted as it stands.
  PlanInput withStaying() {
    return new PlanInput(
        verb,
        site,
        siteId,
        siteDigest,
        manifest,
        bundleDigest,
        stays.of(desired, readings),
        readings,
        digest,
        pending,
        absent,
        stays);
  }
}
