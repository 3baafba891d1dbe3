package io.holdfast.installer.cli;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.installer.preflight.Preflight;
import io.holdfast.installer.preflight.Skip;
import io.holdfast.installer.run.SilentWorkers;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.vault.Vault;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.Spare;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Refuses a plan that would fail at a host half-way, before any host is begun: `plan` and `apply`
/// look at what they would change, where `install` and `upgrade` do all of preflight.
final class BeforeChange {
  private BeforeChange() {}

  static void require(OpenSite open, Plan plan) {
    require(open, plan, 0);
  }

  /// Of a plan to a stop alone: preflight has looked at the bundle's own versions.
  static void requireAtStop(OpenSite open, Plan plan, int maxUnreachable) {
    if (plan.leg().isPresent()) {
      require(open, plan, maxUnreachable);
    }
  }

  /// The same where at most so many workers need not answer.
  static void require(OpenSite open, Plan plan, int maxUnreachable) {
    var changed = changed(plan);
    if (changed.isEmpty()) {
      return;
    }
    var session = open.session();
    new Preflight(
            session.site(),
            manifest(open.bundle().manifest(), plan),
            session.hosts(),
            session.vault().map(Vault::siteId))
        .beforeChange(changed)
        .sparing(new SilentWorkers(Spare.of(maxUnreachable, session.site())))
        .skipping(answeredFor(open.context().folder()))
        .throwIfFailed();
  }

  /// The bundle as it is where the plan leads.
  private static Manifest manifest(Manifest whole, Plan plan) {
    return plan.leg().flatMap(leg -> whole.at(leg.stop())).orElse(whole);
  }

  /// The components that a plan changes, by host. One whose files alone change keeps its copy.
  static SortedMap<String, SortedSet<String>> changed(Plan plan) {
    var changed = new TreeMap<String, SortedSet<String>>();
    for (var step : plan.steps()) {
      if (step.work() instanceof Step.OnHost work) {
        work.actions().stream()
            .flatMap(action -> component(action).stream())
            .forEach(it -> changed.computeIfAbsent(step.host(), _ -> new TreeSet<>()).add(it));
      }
    }
    return changed;
  }

  /// Whoever starts or changes a component makes its copy the current one.
  private static Optional<String> component(Action action) {
    return action instanceof Action.SwitchCopy copy
        ? Optional.of(copy.component())
        : Optional.empty();
  }

  /// What was skipped with a reason in an earlier run of the site stays answered for.
  static List<Skip> answeredFor(SiteFolder folder) {
    return folder.runs().stream()
        .flatMap(run -> folder.run(run).about().stream())
        .flatMap(about -> about.skipped().stream())
        .flatMap(List::stream)
        .map(Skip::parse)
        .toList();
  }
}
