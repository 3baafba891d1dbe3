package io.holdfast.scheduler.planner;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.templates.site.Site;
import java.util.List;
import java.util.Map;

/// Plans from one release to another, forward and back.
final class RollbackPlans {
  static final Site SWARM = PracticePlans.site(text -> text);
  static final Site NOMAD =
      PracticePlans.site(text -> text.replace("site: acme\n", "site: acme\nengine: nomad\n"));

  private RollbackPlans() {}

  static Plan back(Site site, Release from, Release to) {
    return back(site, from.standing(site), to.manifest(site.engine().word()), to);
  }

  static Plan back(Site site, Map<String, HostReading> standing, Manifest manifest, Release to) {
    return PracticePlans.plan(
        site,
        manifest,
        Plan.Verb.ROLLBACK,
        to.desired(site),
        standing,
        operation -> operation.operation().endsWith(".deploy-service"),
        Stays.goingBack(site.engine()));
  }

  static Plan forward(Site site, Release from, Release to) {
    return plan(site, Plan.Verb.UPGRADE, to, from.standing(site), Stays.NONE, true);
  }

  static Plan plan(
      Site site,
      Plan.Verb verb,
      Release to,
      Map<String, HostReading> standing,
      Stays stays,
      boolean pending) {
    return PracticePlans.plan(
        site,
        to.manifest(site.engine().word()),
        verb,
        to.desired(site),
        standing,
        _ -> pending,
        stays);
  }

  static List<String> paths(Plan plan) {
    return plan.stages().stream().map(Stage::path).toList();
  }
}
