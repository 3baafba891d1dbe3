package io.holdfast.scheduler.service;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiAsk.Endpoint;
import java.util.Set;

/// Does the agent of a host run at the planned version, and call itself healthy?
final class AgentHealthy implements Gate {
  private static final Endpoint HTTP = new Endpoint.Http(7373);
  private static final Set<String> GOOD = Set.of("ok", "healthy");

  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var version = parameters.text("version");
    var inquiry = new Inquiry(world);
    var reply = inquiry.ask(ApiAsk.get(host, HTTP, "/health"));
    var reasons = new Reasons();
    if (!reply.isSuccess()) {
      return reasons.add(reply.trouble()).verdict("", inquiry);
    }
    var health = reply.json();
    var running = health.at("version").text();
    var status = health.at("status").text();
    reasons
        .unless(
            running.equals(version),
            "the agent on "
                + host
                + " runs "
                + (running.isEmpty() ? "an unknown version" : running)
                + ", planned is "
                + version)
        .unless(
            GOOD.contains(status),
            "the agent on " + host + " calls itself " + (status.isEmpty() ? "nothing" : status));
    return reasons.verdict(
        "the agent on " + host + " runs " + running + " and is healthy", inquiry);
  }
}
