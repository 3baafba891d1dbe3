package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;

/// Is everything durable still there? No count of the survey may have fallen.
final class DurableCounts implements Gate {
  @Override
  public Verdict judge(World world) {
    var before = ConsulSurvey.parse(Parameters.of(world).text("counts"));
    var inquiry = new Inquiry(world);
    var now = ConsulSurvey.count(inquiry);
    if (now.isEmpty()) {
      return new Reasons().add("no Consul server tells what it holds").verdict("", inquiry);
    }
    var lost = now.get().lostSince(before);
    return new Reasons()
        .unless(
            lost.isEmpty(),
            "Consul holds fewer durable things than before: " + String.join(", ", lost))
        .verdict("nothing durable is missing: " + now.get().toJson(), inquiry);
  }
}
