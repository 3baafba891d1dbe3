package io.holdfast.installer.cli;

import io.holdfast.installer.run.StandingCopies;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.MaintenancePlans;
import java.util.List;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/// `holdfast hosts maintenance end HOST`: looks that a host is back, and gives it its work back.
@Command(
    name = "end",
    description = {
      "Take a host back that was in maintenance.",
      "It must be up and a healthy member again; then it gets work and requests back."
    })
final class MaintenanceEndCommand extends MaintenanceVerb {
  @Override
  Plan plan(MaintenancePlans plans, OpenSite open, String siteId, String name) {
    var standing = StandingCopies.of(open.session(), siteId, List.of(name));
    return plans.end(name, standing.getOrDefault(name, new TreeMap<>()));
  }

  @Override
  String question(String name) {
    return "Take " + name + " back?";
  }

  @Override
  List<String> done(OpenSite open, String name) {
    return List.of(
        name + " is counted on again.",
        "Next: holdfast apply   # brings it to what the site has become while it was away");
  }
}
