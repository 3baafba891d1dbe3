package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;

/// Hands the leadership to a named server and reads back that it arrived.
record TransferLeader(RaftProduct product) implements Operation {
  private static final int NOT_FOUND = 404;
  private static final int LOOKS = 20;
  private static final long BETWEEN_LOOKS_MS = 500;

  @Override
  public Outcome look(World world) {
    var to = Parameters.of(world).text("to");
    return new RaftQuorum(product).leader(world).filter(to::equals).isPresent()
        ? new Outcome(false, to + " leads " + product.name() + " already")
        : new Outcome(true, "the leadership of " + product.name() + " goes to " + to);
  }

  @Override
  public Outcome perform(World world) {
    var to = Parameters.of(world).text("to");
    var inquiry = new Inquiry(world);
    var quorum = new RaftQuorum(product);
    if (quorum.leader(world).filter(to::equals).isPresent()) {
      return new Outcome(false, to + " leads " + product.name() + " already");
    }
    var api = product.asked(inquiry);
    var self = api.get(to, "/v1/agent/self");
    var id = api.process(self.json()).nodeId();
    if (id.isEmpty()) {
      throw Refusal.silent("The next leader does not tell its id.", self.trouble());
    }
    var done = api.handOver(to, id);
    if (done.status() == NOT_FOUND) {
      return new Outcome(false, "this " + product.name() + " cannot hand its leadership over");
    }
    if (!done.isSuccess()) {
      throw Refusal.silent(
          product.name() + " did not hand its leadership to " + to + ".", done.trouble());
    }
    for (var look = 0; look < LOOKS; look++) {
      if (quorum.leader(world).filter(to::equals).isPresent()) {
        return new Outcome(true, to + " leads " + product.name() + " now");
      }
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
    }
    throw Refusal.silent("The leadership did not arrive at " + to + ".", inquiry.raw());
  }
}
