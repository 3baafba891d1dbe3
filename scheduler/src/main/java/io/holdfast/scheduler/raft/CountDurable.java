package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.World;

/// Counts what lasts, for the gates behind each changed server; changes nothing. What it says is
/// what the journal keeps and the gates are told.
record CountDurable(RaftProduct product) implements Operation {
  @Override
  public Outcome look(World world) {
    return new Outcome(true, "what " + product.name() + " holds is counted");
  }

  @Override
  public Outcome perform(World world) {
    return new Outcome(true, product.name() + " holds " + survey(world).text());
  }

  Survey survey(World world) {
    var inquiry = new Inquiry(world);
    var api = product.asked(inquiry);
    return api.survey(api.requiredServer(), Consistency.OF_LEADER);
  }
}
