package io.holdfast.scheduler.plan;

import io.holdfast.scheduler.plan.Outline.Fate;
import io.holdfast.scheduler.plan.Outline.HostPart;
import java.util.List;
import java.util.stream.Stream;

/// What there is to say about a group to somebody who decides about it.
final class GroupWords {
  private static final String BALANCER = "haproxy";
  private static final String OWN = "agent";
  private static final String FIREWALL = "firewall";
  private static final String DRAIN = "lb.drain";

  private GroupWords() {}

  static String order(Stage.Group group) {
    if (group.quorum().isPresent()) {
      return group.hosts().size() == 1
          ? "one host"
          : "one host at a time, the first is the canary, the leader last";
    }
    return group.hosts().size() == 1
        ? "one host, the canary"
        : "one canary, then " + (group.batch() == 1 ? "one" : group.batch()) + " at a time";
  }

  static String risk(Stage.Group group) {
    return group.hosts().stream().anyMatch(Downtimes::servesAlone)
        ? "there is one worker: nobody serves while it changes; " + failure(group)
        : failure(group);
  }

  private static String failure(Stage.Group group) {
    if (group.quorum().isEmpty() && group.hosts().stream().anyMatch(TaskFate::boots)) {
      return "a host that does not come back as it must stops the run before another one is"
          + " touched";
    }
    if (group.quorum().isEmpty()) {
      return group.hosts().size() == 1
          ? "a host that fails its gates is put back, and the run stops"
          : "a canary that fails its gates is put back, and the run stops before another host is"
              + " touched";
    }
    int voters = group.quorum().get().plannedVoters();
    if (voters == 1) {
      return "there is one server: nothing else answers while it changes";
    }
    int spare = voters - 1 - (voters / 2 + 1);
    return "while one of "
        + voters
        + " servers changes, "
        + (spare <= 0
            ? "no other may fail"
            : spare == 1 ? "one other may fail" : spare + " others may fail")
        + "; no server is begun while that could cost the quorum";
  }

  static String users(Stage.Group group, List<HostPart> hosts) {
    var said =
        Stream.of(traffic(group), tasks(hosts), product(group))
            .filter(text -> !text.isEmpty())
            .toList();
    return said.isEmpty() ? "nothing" : String.join("; ", said);
  }

  private static String traffic(Stage.Group group) {
    if (group.hosts().stream().anyMatch(Downtimes::servesAlone)) {
      return "no request is answered while the only worker changes";
    }
    return group.hosts().stream().anyMatch(work -> TaskFate.operation(work, DRAIN).isPresent())
        ? "requests go to other hosts before one is changed, and come back after it"
        : "";
  }

  private static String tasks(List<HostPart> hosts) {
    if (hosts.stream().anyMatch(host -> host.tasks().fate() == Fate.END)) {
      return "what runs only on the host that changes is away until it runs again";
    }
    return hosts.stream().anyMatch(host -> host.tasks().fate() == Fate.MOVE)
        ? "tasks are started anew on other workers"
        : "";
  }

  private static String product(Stage.Group group) {
    if (group.component().equals(BALANCER)) {
      return "each balancer takes its new configuration over in turn";
    }
    if (group.component().equals(FIREWALL)) {
      return "whoever a host's own rules do not let in is shut out of it";
    }
    if (group.quorum().isEmpty() || group.component().equals(OWN)) {
      return "";
    }
    return group.quorum().get().plannedVoters() == 1
        ? "no answer while the server is restarted"
        : "the other servers answer; a change of leader holds writes until the next one leads";
  }
}
