package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.World;
import io.holdfast.templates.text.Json;
import java.nio.charset.StandardCharsets;

/// Puts a saved state in the place of the present one (`saved`: what was saved, as its description
/// has it). It is never asked for a second time by itself: the first may have been taken, and what
/// was written since would be lost too.
record RestoreSnapshot(RaftProduct product) implements Operation {
  @Override
  public Outcome look(World world) {
    return new Outcome(true, "the state of " + product.name() + " is replaced");
  }

  @Override
  public Outcome perform(World world) {
    var saved = Parameters.of(world).text("saved").getBytes(StandardCharsets.UTF_8);
    return new RaftSnapshots(product)
        .restore(world, world.files(), Json.read(saved, RaftSnapshots.Saved.class));
  }
}
