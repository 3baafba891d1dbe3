package io.holdfast.installer.run;

import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.Pending;
import io.holdfast.templates.problem.HoldfastException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/// Looks at the products of a site whether operations would change something, at all of them at
/// once.
public record Looks(World world) implements Pending {
  private static final System.Logger LOG = System.getLogger(Looks.class.getName());

  @Override
  public List<Boolean> of(List<Step.Operate> operations) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var looks =
          operations.stream()
              .map(operation -> CompletableFuture.supplyAsync(() -> isPending(operation), threads))
              .toList();
      return looks.stream().map(CompletableFuture::join).toList();
    }
  }

  /// An operation whose product can't be asked (there is none yet) is taken as one that is needed.
  private boolean isPending(Step.Operate operate) {
    try {
      var asked = world.withParameters(operate.parameters());
      return Operations.named(operate.operation()).look(asked).changed();
    } catch (HoldfastException silent) {
      LOG.log(System.Logger.Level.DEBUG, "no look at " + operate.operation(), silent);
      return true;
    }
  }
}
