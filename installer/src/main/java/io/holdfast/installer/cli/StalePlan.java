package io.holdfast.installer.cli;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Whether a plan written earlier still rests on the world as it is, and is what would be planned
/// now: a file can be changed by anybody, and its steps would run as root.
final class StalePlan {
  private StalePlan() {}

  static void requireFresh(Plan written, Plan fresh) {
    var differences = differences(written, fresh);
    if (!differences.isEmpty()) {
      throw Problem.of(
              ProblemId.PLAN_STALE, "The plan no longer fits: " + String.join("; ", differences))
          .withFix(fix(written, fresh))
          .withClusterSafe(true, "nothing was changed")
          .asException();
    }
  }

  /// Refuses a plan that was looked at while somebody changed the site file, or the bundle, from
  /// which it was made: hosts that differ are found when the run begins.
  static void requireBasis(Plan reviewed, String bundleDigest, String siteText) {
    var differences = new ArrayList<String>();
    add(
        differences,
        !reviewed.basis().bundleDigest().equals(bundleDigest),
        "the bundle is another one");
    add(
        differences,
        !reviewed.basis().siteDigest().equals(Sha256.of(siteText)),
        "site.yaml has changed");
    if (!differences.isEmpty()) {
      throw Problem.of(
              ProblemId.PLAN_STALE,
              "The plan that was shown no longer fits: " + String.join("; ", differences))
          .withFix("go back to the screen \"Review\": it makes a new plan")
          .withClusterSafe(true, "nothing was changed")
          .asException();
    }
  }

  private static String fix(Plan written, Plan fresh) {
    return written.basis().bundleDigest().equals(fresh.basis().bundleDigest())
        ? "holdfast plan --out FILE"
        : "add --bundle BUNDLE, the one that the plan was made with";
  }

  private static List<String> differences(Plan written, Plan fresh) {
    var list = new ArrayList<String>();
    var before = written.basis();
    var now = fresh.basis();
    add(list, !written.siteId().equals(fresh.siteId()), "it is for another cluster");
    add(list, !before.bundleDigest().equals(now.bundleDigest()), "the bundle is another one");
    add(list, !before.siteDigest().equals(now.siteDigest()), "site.yaml has changed");
    add(list, !before.members().equals(now.members()), "the members of the cluster have changed");
    now.hosts()
        .forEach(
            (host, digest) ->
                add(
                    list,
                    !Objects.equals(before.hosts().get(host), digest),
                    "host " + host + " has changed"));
    before.hosts().keySet().stream()
        .filter(host -> !now.hosts().containsKey(host))
        .forEach(host -> list.add("host " + host + " is gone"));
    add(
        list,
        list.isEmpty() && !written.digest().equals(fresh.digest()),
        "its steps are not those that would be planned now");
    return list;
  }

  private static void add(List<String> list, boolean differs, String text) {
    if (differs) {
      list.add(text);
    }
  }
}
