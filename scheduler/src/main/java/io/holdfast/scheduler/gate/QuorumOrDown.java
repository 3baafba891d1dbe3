package io.holdfast.scheduler.gate;

import java.util.function.Function;

/// May this server be disturbed once more? One that does not vote takes no vote away; for one that
/// does, the rule of the first change holds.
public record QuorumOrDown(Function<Inquiry, Electorate> asking) implements Gate {
  @Override
  public Verdict judge(World world) {
    var inquiry = new Inquiry(world);
    var servers = asking.apply(inquiry);
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    return servers.mayVote(host)
        ? servers.mayStop(parameters, inquiry)
        : new Verdict.Met(host + " does not vote now", inquiry.raw());
  }
}
