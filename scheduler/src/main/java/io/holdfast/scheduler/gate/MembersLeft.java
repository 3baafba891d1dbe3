package io.holdfast.scheduler.gate;

import java.util.TreeSet;
import java.util.function.Function;

/// Is a server that was taken out of a quorum a member no more, in the eyes of each one that stays?
/// Every server of the site but those in `without` has to answer, all of them name the same leader,
/// which is another server, and none knows `host` as a member, or one that was not planned. Whoever
/// else is in `without` is on its way out, too, and may lead until then.
public record MembersLeft(Function<Inquiry, Electorate> asking) implements Gate {
  @Override
  public Verdict judge(World world) {
    var inquiry = new Inquiry(world);
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var leaving = parameters.names(Parameters.WITHOUT);
    var servers = asking.apply(inquiry);
    var staying =
        servers.hosts().servers().stream().filter(server -> !leaving.contains(server)).toList();
    var reasons = new Reasons();
    var leaders = new TreeSet<String>();
    for (var server : staying) {
      if (!servers.answering().contains(server)) {
        reasons.add(server + " does not answer");
        continue;
      }
      leaders.add(servers.leaderNamedBy(server).orElse("none"));
      servers.unplanned(server, leaving).forEach(reasons::add);
    }
    reasons.unless(!servers.members().contains(host), host + " is still known as a member");
    var others = new TreeSet<>(servers.hosts().servers());
    others.remove(host);
    reasons.unless(
        leaders.size() == 1 && others.containsAll(leaders), "the leaders named are " + leaders);
    return reasons.verdict(
        host + " is no member in the eyes of " + String.join(", ", staying), inquiry);
  }
}
