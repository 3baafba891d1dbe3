package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;

/// Saves the whole state of a product before a new version may write to it. Done again it is saved
/// anew, in the place of what was saved before. One that came damaged is asked for once more.
///
/// Where `counted` is asked for, its words end with what was held right before: a rehearsal of the
/// state must find that in it.
record SaveSnapshot(RaftProduct product) implements Operation {
  private static final String HELD = "; before, it held ";

  /// What was held before by the words of such a step. Names of hosts and reasons of others stand
  /// in them too, so only their end is read.
  static Survey heldBefore(String words) {
    var from = words.lastIndexOf(HELD);
    return Survey.parse(from < 0 ? "" : words.substring(from + HELD.length()));
  }

  @Override
  public Outcome look(World world) {
    return new Outcome(true, "the state of " + product.name() + " is saved");
  }

  @Override
  public Outcome perform(World world) {
    var held = Parameters.of(world).optional("counted").isPresent() ? held(world) : "";
    var saved = save(world);
    var kept = world.files().keep(product.id(), Json.write(saved));
    return new Outcome(
        true,
        "%s %s saved at index %d of term %d: %d bytes, SHA-256 %s"
                .formatted(
                    product.name(),
                    saved.version(),
                    saved.index(),
                    saved.term(),
                    saved.bytes(),
                    saved.sha256())
            + (kept.isEmpty() ? "" : "; " + kept)
            + (held.isEmpty() ? "" : HELD + held));
  }

  /// A product that tells no counts is no reason to save nothing.
  private String held(World world) {
    try {
      return new CountDurable(product).survey(world).text();
    } catch (HoldfastException untold) {
      return "";
    }
  }

  private RaftSnapshots.Saved save(World world) {
    try {
      return new RaftSnapshots(product).save(world, world.files(), product.id());
    } catch (HoldfastException failed) {
      if (failed.has(ProblemId.SNAPSHOT_DAMAGED)) {
        throw Refusal.silent(
            "The snapshot of " + product.name() + " came damaged.",
            failed.first().evidence().orElse(""));
      }
      throw failed;
    }
  }
}
