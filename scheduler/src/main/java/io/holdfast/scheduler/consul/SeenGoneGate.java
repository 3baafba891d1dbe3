package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;

/// Has the cluster itself lost this host? One that only we cannot reach is still there for the
/// others, and would join again what it is taken out of.
record SeenGoneGate() implements Gate {
  @Override
  public Verdict judge(World world) {
    var inquiry = new Inquiry(world);
    var host = Parameters.of(world).text("host");
    return SeenGone.of(inquiry, host)
        ? new Verdict.Met("the cluster has lost " + host, inquiry.raw())
        : new Verdict.NotYet(
            "Consul on other hosts still hears from " + host + ": is it switched off?",
            inquiry.raw());
  }
}
