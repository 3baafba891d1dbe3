package io.holdfast.installer.cli;

import io.holdfast.scheduler.consul.Maintenance;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.MaintenancePlans;
import io.holdfast.scheduler.planner.Spared;
import io.holdfast.templates.site.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Command;

/// `holdfast hosts maintenance begin HOST`: says when a person may switch a host off.
@Command(
    name = "begin",
    description = {
      "Prepare a host for being switched off.",
      "Its work and requests go elsewhere, a server hands its leaderships over, and no",
      "run counts on it until its end."
    })
final class MaintenanceBeginCommand extends MaintenanceVerb {
  @Override
  Plan plan(MaintenancePlans plans, OpenSite open, String siteId, String name) {
    return plans.begin(name);
  }

  @Override
  String question(String name) {
    return "Let " + name + " be switched off?";
  }

  @Override
  List<String> done(OpenSite open, String name) {
    var site = open.session().site();
    var away = new TreeSet<>(List.of(name));
    new Maintenance(open.session().watching()).told().ifPresent(away::addAll);
    var lines = new ArrayList<String>();
    lines.add("You may switch off " + name + " now.");
    if (site.host(name).filter(host -> host.is(Role.SERVER)).isPresent()) {
      var spare = Spared.spare(site, away);
      lines.add(
          "Until it is back the cluster can lose "
              + spare
              + (spare == 1 ? " more server." : " more servers."));
    }
    lines.add("Next: holdfast hosts maintenance end " + name + "   # when it is up again");
    return lines;
  }
}
