package io.holdfast.installer.cli;

import io.holdfast.installer.run.SitePlanning;
import io.holdfast.scheduler.config.ConfigText;
import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What people are shown of a plan before they say yes to it.
final class PlanLines {
  private static final int DIGITS = 12;

  private PlanLines() {}

  /// A plan as people read it, under the bundle that it would bring.
  static List<String> of(OpenSite open, Plan plan) {
    var digest = open.bundle().digest();
    var lines = new ArrayList<String>();
    lines.add(
        "Bundle " + BundleHistory.name(open.bundle()) + ", digest " + digest.substring(0, DIGITS));
    BundleHistory.putBackBy(open.context().folder(), digest)
        .ifPresent(run -> lines.add("  This bundle was put back before, by run " + run + "."));
    stopped(open, digest).ifPresent(lines::add);
    if (open.renewals() > 0) {
      lines.add(
          "  Certificates of the cluster that come to their end are replaced: "
              + open.renewals()
              + ".");
    }
    var session = open.session();
    Certificates.lines(Certificates.warnings(session.site(), session.vault(), Instant.now()))
        .forEach(line -> lines.add("  " + line));
    if (plan.verb() != Plan.Verb.ROLLBACK) {
      lines.addAll(Downgrade.lines(plan));
    }
    plan.absent()
        .ifPresent(
            hosts ->
                lines.add(
                    "  Nothing is planned for hosts that give no answer: "
                        + String.join(", ", hosts)
                        + "."));
    lines.addAll(PlanText.of(plan, outline(open, plan)));
    return lines;
  }

  /// A run to another bundle that stopped on its way: whoever names none means the one before.
  private static Optional<String> stopped(OpenSite open, String digest) {
    return SiteRuns.toResume(open.context().folder())
        .filter(run -> SiteRuns.bringsBundle(run) && SiteRuns.isUnfinished(run))
        .flatMap(
            run ->
                run.about()
                    .filter(about -> !about.bundleDigest().equals(digest))
                    .map(
                        about ->
                            "  Run "
                                + run.runId()
                                + " to "
                                + BundleHistory.name(about, run)
                                + " has not ended: holdfast resume goes on with it. This plan leads"
                                + " elsewhere."));
  }

  /// The same with the generated files that change, before somebody says yes to it.
  static List<String> of(OpenSite open, SitePlanning.Made made) {
    return of(open, made.plan(), made);
  }

  /// The same of a part of what was made.
  static List<String> of(OpenSite open, Plan plan, SitePlanning.Made made) {
    return Stream.concat(of(open, plan).stream(), ConfigText.of(made.files(), false).stream())
        .toList();
  }

  /// What follows from a plan for who decides about it.
  static Outline outline(OpenSite open, Plan plan) {
    return outline(open.session().site(), plan);
  }

  private static Outline outline(Site site, Plan plan) {
    return Outline.of(plan, site.workers().stream().map(Host::name).collect(Collectors.toSet()));
  }

  /// The question whether to carry a plan out.
  static String question(Site site, Plan plan, String usual) {
    var question = Downgrade.question(plan, usual);
    return outline(site, plan).downtimes().isEmpty()
        ? question
        : "This means downtime. " + question;
  }

  /// A plan that brings no bundle, as people read it.
  static List<String> withoutBundle(Site site, Plan plan) {
    return PlanText.of(plan, outline(site, plan));
  }
}
