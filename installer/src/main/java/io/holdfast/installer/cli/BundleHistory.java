package io.holdfast.installer.cli;

import io.holdfast.bundle.file.Bundle;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.SiteFolder.Origin;
import io.holdfast.installer.run.SitePlanning;
import io.holdfast.scheduler.config.ConfigText;
import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import io.holdfast.templates.site.Host;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the runs of a site tell about bundles: which one it stands at, and which were put back.
///
/// A bundle that failed is not what anybody means who names none: at night, `apply --yes` would
/// roll it out again.
final class BundleHistory {
  private static final int PUT_BACK = 7;
  private static final int DIGITS = 12;

  private BundleHistory() {}

  /// The bundle of the last run here that ended well. Before there is one, it is that of the first
  /// install, which may have stopped half-way.
  static Optional<Origin> standing(SiteFolder folder) {
    return folder.standing().or(() -> folder.origin().filter(_ -> isOnlyInstalled(folder)));
  }

  private static boolean isOnlyInstalled(SiteFolder folder) {
    return runs(folder).stream()
        .flatMap(run -> run.about().stream())
        .allMatch(about -> about.verb().equals("install"));
  }

  /// The last run by which this very bundle was put back; empty when it ended well after that.
  static Optional<String> putBackBy(SiteFolder folder, String digest) {
    var found = Optional.<String>empty();
    for (var run : runs(folder)) {
      var outcome = run.outcome();
      var isIt = run.about().filter(about -> about.bundleDigest().equals(digest)).isPresent();
      if (isIt && outcome.isPresent()) {
        found =
            switch (outcome.get().exitCode()) {
              case 0 -> Optional.empty();
              case PUT_BACK -> Optional.of(run.runId());
              default -> found;
            };
      }
    }
    return found;
  }

  /// Name and version of the bundle of the last run that ended well, as far as this machine knows.
  static Optional<String> standingName(SiteFolder folder) {
    return runs(folder).reversed().stream()
        .filter(run -> run.outcome().filter(end -> end.exitCode() == 0).isPresent())
        .flatMap(run -> run.about().stream())
        .map(about -> about.bundleName() + " " + about.bundleVersion())
        .findFirst();
  }

  /// Those that brought a bundle.
  private static List<RunFolder> runs(SiteFolder folder) {
    return folder.runs().stream()
        .map(folder::run)
        .filter(run -> run.about().filter(about -> bringsBundle(about.verb())).isPresent())
        .toList();
  }

  static boolean bringsBundle(String verb) {
    return Stream.of(Plan.Verb.values())
        .filter(known -> known.word().equals(verb))
        .allMatch(Plan.Verb::bringsBundle);
  }

  /// Which bundle a run is about.
  record Brought(String digest, String name, String version) {
    static Brought of(Bundle bundle) {
      var manifest = bundle.manifest();
      return new Brought(bundle.digest(), manifest.name(), manifest.version());
    }
  }

  /// The bundle of the last run that brought one, for a run that brings none.
  static Brought lastBrought(SiteFolder folder) {
    return runs(folder).reversed().stream()
        .flatMap(run -> run.about().stream())
        .map(about -> new Brought(about.bundleDigest(), about.bundleName(), about.bundleVersion()))
        .findFirst()
        .orElseGet(() -> new Brought("", "", ""));
  }

  static String name(Bundle bundle) {
    return bundle.manifest().name() + " " + bundle.manifest().version();
  }

  /// A plan as people read it, under the bundle that it would bring.
  static List<String> planned(OpenSite open, Plan plan) {
    var digest = open.bundle().digest();
    var lines = new ArrayList<String>();
    lines.add("Bundle " + name(open.bundle()) + ", digest " + digest.substring(0, DIGITS));
    putBackBy(open.context().folder(), digest)
        .ifPresent(run -> lines.add("  This bundle was put back before, by run " + run + "."));
    if (open.renewals() > 0) {
      lines.add(
          "  Certificates of the cluster that come to their end are replaced: "
              + open.renewals()
              + ".");
    }
    var session = open.session();
    Certificates.lines(Certificates.warnings(session.site(), session.vault(), Instant.now()))
        .forEach(line -> lines.add("  " + line));
    lines.addAll(Downgrade.lines(plan));
    lines.addAll(PlanText.of(plan, outline(open, plan)));
    return lines;
  }

  /// The same with the generated files that change, before somebody says yes to it.
  static List<String> planned(OpenSite open, SitePlanning.Made made) {
    return Stream.concat(
            planned(open, made.plan()).stream(), ConfigText.of(made.files(), false).stream())
        .toList();
  }

  /// What follows from a plan for who decides about it.
  static Outline outline(OpenSite open, Plan plan) {
    return Outline.of(
        plan, open.session().site().workers().stream().map(Host::name).collect(Collectors.toSet()));
  }
}
