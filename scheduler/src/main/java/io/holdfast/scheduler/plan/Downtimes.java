package io.holdfast.scheduler.plan;

import io.holdfast.scheduler.plan.Outline.Fate;
import io.holdfast.scheduler.plan.Outline.HostPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What nobody does while a host is changed, for it is the only one of its kind: the only server of
/// a product, or the only worker. It is announced before anybody says yes.
///
/// A host that is taken out of traffic while no gate asks for others that serve has nobody to serve
/// in its place.
final class Downtimes {
  private static final String OWN = "agent";
  private static final String DRAIN = "lb.drain";
  private static final Set<String> OTHERS = Set.of("lb.backends-up", "lb.others-serve-or-down");

  private Downtimes() {}

  /// One sentence for each; `workers` are the hosts that run tasks, `hosts` those of the group.
  static List<String> of(Stage.Group group, List<HostPart> hosts, Set<String> workers) {
    var downtimes = new ArrayList<String>();
    for (int at = 0; at < hosts.size(); at++) {
      var work = group.hosts().get(at);
      var host = work.host();
      if (isOnlyServer(group)) {
        downtimes.add(server(group.quorum().orElseThrow().system(), host));
      }
      if (servesAlone(work)) {
        downtimes.add(
            "no request is answered until " + host + " is back, for there is no other worker");
      } else if (hosts.get(at).tasks().fate() == Fate.END && workers.equals(Set.of(host))) {
        downtimes.add(
            "what runs on "
                + host
                + " stands still until it is back, for there is no other worker");
      }
    }
    return List.copyOf(downtimes);
  }

  private static String server(String system, String host) {
    return system + " answers nobody until " + host + " is back, for there is no other server";
  }

  private static boolean isOnlyServer(Stage.Group group) {
    return group.quorum().filter(rule -> rule.plannedVoters() == 1).isPresent()
        && !group.component().equals(OWN);
  }

  /// Whether a host leaves traffic and nobody takes its place.
  static boolean servesAlone(Stage.HostWork work) {
    return TaskFate.operation(work, DRAIN).isPresent()
        && work.before().stream().map(GateSpec::gate).noneMatch(OTHERS::contains);
  }
}
