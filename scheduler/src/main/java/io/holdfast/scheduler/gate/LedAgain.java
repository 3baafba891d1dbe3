package io.holdfast.scheduler.gate;

import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/// Is a quorum back after nobody led it? Each of `servers` votes by its own word, and all of them
/// name the same leader. With `members` the voters are exactly these hosts: where a lost majority
/// was left out, nobody of it may be counted any more. Nobody else is asked: a host that is gone,
/// or came back as another machine, holds nothing up.
public record LedAgain(Function<Inquiry, Electorate> asking) implements Gate {
  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var servers = List.of(parameters.text("servers").split(","));
    var inquiry = new Inquiry(world.withServers(servers));
    var cluster = asking.apply(inquiry);
    var reasons = new Reasons();
    var leaders = new TreeSet<String>();
    for (var server : servers) {
      cluster.objection(server).ifPresent(why -> reasons.add(server + ": " + why));
      leaders.add(cluster.leaderNamedBy(server).orElse("nobody"));
    }
    reasons.unless(leaders.size() == 1 && !leaders.contains("nobody"), "no one leader: " + leaders);
    parameters
        .optional("members")
        .map(names -> new TreeSet<>(List.of(names.split(","))))
        .ifPresent(
            wanted ->
                reasons.unless(
                    cluster.members().equals(wanted),
                    "the members are " + cluster.members() + ", wanted are " + wanted));
    return reasons.verdict(
        Hosts.of(world).nameAt(leaders.first())
            + " leads, and "
            + String.join(", ", servers)
            + " vote",
        inquiry);
  }
}
