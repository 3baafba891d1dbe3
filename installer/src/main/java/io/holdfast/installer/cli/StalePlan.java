package io.holdfast.installer.cli;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Whether a plan written earlier still rests on the world as it is, and is what would be planned
/// now: a file can be changed by anybody, and its steps would run as root.
final class StalePlan {
  private static final int DIGITS = 12;
  private static final Optional<Stage> NO_STAGE = Optional.empty();

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

  private static String[] fix(Plan written, Plan fresh) {
    if (!written.siteId().equals(fresh.siteId())) {
      return new String[] {"add --site NAME, the site that the plan was made for"};
    }
    return written.basis().bundleDigest().equals(fresh.basis().bundleDigest())
        ? new String[] {
          "holdfast plan --out FILE   # makes a new plan; read it before it is applied",
          "holdfast history   # shows who changed the hosts meanwhile"
        }
        : new String[] {"add --bundle BUNDLE, the one that the plan was made with"};
  }

  private static List<String> differences(Plan written, Plan fresh) {
    var list = new ArrayList<String>();
    var before = written.basis();
    var now = fresh.basis();
    add(
        list,
        !written.siteId().equals(fresh.siteId()),
        "it is for another cluster (" + written.site() + ", id " + written.siteId() + ")");
    add(
        list,
        !before.bundleDigest().equals(now.bundleDigest()),
        "the bundle is another one ("
            + shortly(now.bundleDigest())
            + ", the plan was made with "
            + shortly(before.bundleDigest())
            + ")");
    add(
        list,
        !before.siteDigest().equals(now.siteDigest()),
        "site.yaml has changed since, also if only a comment has");
    members(list, before, now);
    now.hosts()
        .forEach(
            (host, digest) ->
                add(
                    list,
                    !Objects.equals(before.hosts().get(host), digest),
                    before.hosts().containsKey(host)
                        ? "host " + host + " has changed: " + copies(host, written, fresh)
                        : "host " + host + " is new"));
    var silent = fresh.absent().orElse(List.of());
    before.hosts().keySet().stream()
        .filter(host -> !now.hosts().containsKey(host) && !silent.contains(host))
        .forEach(host -> list.add("host " + host + " is gone"));
    add(
        list,
        list.isEmpty() && !isSame(written, fresh, silent),
        "its steps are not those that would be planned now"
            + stages(without(written, silent), fresh));
    return list;
  }

  /// Whether two plans hold the same; nothing can be said about hosts that gave no answer.
  private static boolean isSame(Plan written, Plan fresh, List<String> silent) {
    return silent.isEmpty()
        ? written.digest().equals(fresh.digest())
        : without(written, silent).stages().equals(fresh.stages());
  }

  private static Plan without(Plan plan, List<String> hosts) {
    return plan.withStages(
        plan.stages().stream()
            .map(stage -> without(stage, hosts))
            .filter(stage -> !stage.planned().isEmpty())
            .toList());
  }

  private static Stage without(Stage stage, List<String> hosts) {
    return switch (stage) {
      case Stage.Everywhere s ->
          new Stage.Everywhere(
              s.path(),
              s.title(),
              s.steps().stream().filter(step -> !hosts.contains(step.host())).toList(),
              s.after().stream()
                  .filter(gate -> !hosts.contains(gate.parameters().getOrDefault("host", "")))
                  .toList());
      case Stage.Sequence s ->
          new Stage.Sequence(
              s.path(),
              s.title(),
              s.steps().stream().filter(step -> !hosts.contains(step.host())).toList(),
              s.after());
      case Stage.Group s ->
          new Stage.Group(
              s.path(),
              s.title(),
              s.component(),
              s.quorum(),
              s.batch(),
              s.hosts().stream().filter(work -> !hosts.contains(work.host())).toList());
    };
  }

  private static String shortly(String digest) {
    return digest.substring(0, Math.min(DIGITS, digest.length()));
  }

  private static void members(List<String> list, Plan.Basis before, Plan.Basis now) {
    var systems = new TreeSet<>(before.members().keySet());
    systems.addAll(now.members().keySet());
    for (var system : systems) {
      var old = before.members().getOrDefault(system, List.of());
      var planned = now.members().getOrDefault(system, List.of());
      add(
          list,
          !old.equals(planned),
          "the members of the cluster have changed: "
              + system
              + " had "
              + String.join(", ", old)
              + ", has "
              + String.join(", ", planned));
    }
  }

  /// Which installed copies are others by now; where none is, files or packages are.
  private static String copies(String host, Plan written, Plan fresh) {
    var was = standing(host, written);
    var is = standing(host, fresh);
    var components = new TreeSet<>(was.keySet());
    components.addAll(is.keySet());
    var changed =
        components.stream()
            .filter(component -> !Objects.equals(was.get(component), is.get(component)))
            .map(
                component ->
                    component
                        + " is "
                        + is.getOrDefault(component, "gone")
                        + ", was "
                        + was.getOrDefault(component, "not there"))
            .toList();
    return changed.isEmpty()
        ? "a managed file, a package or its identity is another one"
        : String.join(", ", changed);
  }

  private static SortedMap<String, String> standing(String host, Plan plan) {
    return Optional.ofNullable(plan.changes().get(host))
        .map(Plan.HostChange::from)
        .orElseGet(TreeMap::new);
  }

  /// The first part in which two plans on the same basis differ.
  private static String stages(Plan written, Plan fresh) {
    for (int at = 0; at < Math.max(written.stages().size(), fresh.stages().size()); at++) {
      var one = at < written.stages().size() ? Optional.of(written.stages().get(at)) : NO_STAGE;
      var other = at < fresh.stages().size() ? Optional.of(fresh.stages().get(at)) : NO_STAGE;
      if (!one.equals(other)) {
        return ", first at " + one.or(() -> other).map(Stage::path).orElse("");
      }
    }
    return "";
  }

  private static void add(List<String> list, boolean differs, String text) {
    if (differs) {
      list.add(text);
    }
  }
}
