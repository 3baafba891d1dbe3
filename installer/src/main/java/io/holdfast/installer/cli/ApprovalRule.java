package io.holdfast.installer.cli;

import io.holdfast.installer.approval.Approvals;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.ReplacedServer;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Whether a site lets a plan be carried out: as many have approved it as `site.yaml` asks for, and
/// as the one of the last run did. Whoever takes the rule out of the file needs the approvals for
/// that, too.
final class ApprovalRule {
  private ApprovalRule() {}

  /// A plan's file as it was read.
  static final class Written {
    private final Path file;
    private final byte[] content;

    Written(Path file, byte[] content) {
      this.file = file;
      this.content = content.clone();
    }

    Path file() {
      return file;
    }

    byte[] content() {
      return content.clone();
    }
  }

  /// Refuses what too few have approved; gives the names of those who have. Without a plan's file
  /// nobody can have approved anything.
  static List<String> require(SiteContext context, Optional<Written> written) {
    return require(
        context,
        written,
        "holdfast plan --out p.json   # add --bundle BUNDLE for an upgrade",
        "holdfast apply p.json");
  }

  /// The same of a plan that goes back, which has a command of its own.
  static List<String> requireForRollback(SiteContext context, Optional<Written> written) {
    return require(
        context, written, "holdfast rollback --dry-run --out p.json", "holdfast rollback p.json");
  }

  private static List<String> require(
      SiteContext context, Optional<Written> written, String write, String carryOut) {
    var names = new TreeSet<String>();
    for (var site : rules(context)) {
      if (written.isEmpty()) {
        throw nothingToApprove(site, write, carryOut);
      }
      var approvals = Approvals.of(written.get().file(), written.get().content(), site);
      approvals.require(site, written.get().file());
      names.addAll(approvals.names());
    }
    return List.copyOf(names);
  }

  /// Whether a plan needs approvals at all. To take a server in again that came back empty is for
  /// bad nights: it needs none where it does something to that host alone. Where it does more, it
  /// needs none only for what was approved already: bundle and site file of the last run. On other
  /// hosts that is the rest of a run that stopped.
  static boolean isNeeded(SiteContext context, Plan plan, Optional<BundleHistory.Brought> brought) {
    if (plan.verb() != Plan.Verb.REPLACE) {
      return plan.verb().bringsBundle();
    }
    var replaced = ReplacedServer.hostOf(plan);
    var elsewhere = plan.steps().stream().filter(it -> !replaced.equals(it.host())).toList();
    var last = lastWithRule(context);
    var isApproved =
        last.flatMap(RunFolder::about)
            .filter(about -> about.siteText().equals(context.text()))
            .map(RunFolder.About::bundleDigest)
            .equals(brought.map(BundleHistory.Brought::digest));
    var isRest = isApproved && last.filter(SiteRuns::isUnfinished).isPresent();
    var changesOthers = elsewhere.stream().anyMatch(it -> it.work() instanceof Step.OnHost);
    return !(elsewhere.isEmpty() || isRest || (isApproved && !changesOthers));
  }

  /// One that replaced a server went on under the rule of the run before it.
  private static Optional<RunFolder> lastWithRule(SiteContext context) {
    return SiteRuns.withBundle(context.folder()).stream()
        .filter(RunFolder::isBegun)
        .filter(run -> run.about().filter(it -> isReplacement(it)).isEmpty())
        .reduce((_, last) -> last);
  }

  private static boolean isReplacement(RunFolder.About about) {
    return about.verb().equals(Plan.Verb.REPLACE.word());
  }

  private static List<Site> rules(SiteContext context) {
    var rules = new ArrayList<Site>(List.of(context.site()));
    lastWithRule(context)
        .flatMap(RunFolder::about)
        .flatMap(about -> read(about.siteText()))
        .ifPresent(rules::add);
    rules.removeIf(site -> site.approvalsNeeded() == 0);
    return rules;
  }

  /// A text that cannot be read any more asks for nothing.
  private static Optional<Site> read(String text) {
    try {
      return Optional.of(SiteReader.read("site.yaml", text));
    } catch (HoldfastException unreadable) {
      return Optional.empty();
    }
  }

  private static HoldfastException nothingToApprove(Site site, String write, String carryOut) {
    return Problem.of(
            ProblemId.APPROVALS_MISSING,
            "This site wants "
                + (site.approvalsNeeded() == 1
                    ? "an approval"
                    : site.approvalsNeeded() + " approvals")
                + " of each plan, and a plan that is made now has none")
        .withClusterSafe(true, "nothing was changed")
        .withFix(write, "holdfast approve p.json --key KEYFILE   # by each of them", carryOut)
        .asException();
  }
}
