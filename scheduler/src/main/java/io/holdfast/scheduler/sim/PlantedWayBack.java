package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.Pending;
import io.holdfast.scheduler.planner.Stays;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.text.Json;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The plan of a way back that knows no rule by which servers stay: they go back too. So that the
/// version rules, which would refuse that, see no other version, the earlier copies are planned
/// under the version that stands, and get their own names afterwards.
final class PlantedWayBack {
  private final SimSite site;
  private final Map<String, String> names = new TreeMap<>();

  PlantedWayBack(SimSite site) {
    this.site = site;
  }

  Plan plan(Map<String, HostReading> readings, Pending pending) {
    var disguised = site.bundled().stream().map(this::disguised).toList();
    var plan = site.planned(Plan.Verb.ROLLBACK, disguised, readings, pending, agentStays());
    var text = Json.write(plan);
    for (var name : names.entrySet()) {
      text = text.replace(name.getKey(), name.getValue());
    }
    return Json.read(text, Plan.class);
  }

  private Stays agentStays() {
    var rules = new TreeMap<>(Stays.goingBack(site.site().engine()).rules());
    rules.keySet().retainAll(Set.of(Layout.AGENT));
    return new Stays(rules);
  }

  private DesiredHost disguised(DesiredHost host) {
    var copies = new TreeMap<String, DesiredCopy>();
    host.copies().forEach((component, copy) -> copies.put(component, disguised(host.host(), copy)));
    return new DesiredHost(host.host(), copies, host.images());
  }

  private DesiredCopy disguised(String host, DesiredCopy copy) {
    if (copy.component().equals(Layout.AGENT) || !SimWayBack.stays(site.site(), copy.component())) {
      return copy;
    }
    var stands = SimSite.copyOn(site.before(), host, copy.component()).orElse(copy).version();
    var other = SimWayBack.with(copy, stands, copy.files(), copy.placed());
    names.put(other.copyId(), copy.copyId());
    return other;
  }
}
