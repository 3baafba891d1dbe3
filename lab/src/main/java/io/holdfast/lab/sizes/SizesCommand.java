package io.holdfast.lab.sizes;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.sim.LargeSite;
import io.holdfast.scheduler.sim.SimOptions;
import io.holdfast.scheduler.sim.SimResult;
import io.holdfast.scheduler.sim.Simulator;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `holdfast lab sizes`: plans and simulates the upgrade of larger and larger sites, and prints
/// time and memory as a table.
@Command(
    name = "sizes",
    mixinStandardHelpOptions = true,
    description = "Plan and simulate upgrades of large sites; print time and memory as a table.")
public final class SizesCommand implements Callable<Integer> {
  private static final long SEED = 1;
  private static final int SERVERS = 5;
  private static final double NANOS_IN_A_SECOND = 1e9;
  private static final long MIB = 1 << 20;
  private static final Duration LOOK_EACH = Duration.ofMillis(50);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--workers",
      split = ",",
      paramLabel = "N",
      description = "How many workers beside five servers (200, 1000, 2000, 5000).")
  private List<Integer> workers = List.of(200, 1_000, 2_000, 5_000);

  @Override
  public Integer call() throws InterruptedException {
    var out = spec.commandLine().getOut();
    // Nothing is measured before the program is warm.
    simulate(new LargeSite(SERVERS, workers.getFirst()));
    out.println(
        "| workers | steps | plan, s | plan, MiB | events | simulated, s | most heap, MiB |");
    out.println("|---|---|---|---|---|---|---|");
    out.flush();
    for (var size : workers) {
      measure(new LargeSite(SERVERS, size), out);
    }
    return 0;
  }

  private static void measure(LargeSite site, PrintWriter out) throws InterruptedException {
    var rehearsal = site.upgrade();
    var before = Heap.used();
    var began = System.nanoTime();
    Plan plan = Simulator.plan(rehearsal);
    var planned = System.nanoTime() - began;
    var held = Heap.used() - before;
    var steps = plan.steps().size();
    var run = new Watched(site);
    out.printf(
        "| %,d | %,d | %.1f | %d | %,d | %.1f | %d |%n",
        site.workers(),
        steps,
        planned / NANOS_IN_A_SECOND,
        held / MIB,
        run.result.events(),
        run.nanos / NANOS_IN_A_SECOND,
        run.most / MIB);
    out.flush();
  }

  private static SimResult simulate(LargeSite site) {
    var result = Simulator.run(SEED, SimOptions.of(site.upgrade()).withoutFaults());
    if (result.violation().isPresent()) {
      throw new IllegalStateException(result.violation().get());
    }
    return result;
  }

  /// A simulated upgrade, and the most heap that a collection left meanwhile.
  private static final class Watched {
    private final SimResult result;
    private final long nanos;
    private final long most;

    Watched(LargeSite site) throws InterruptedException {
      var over = new AtomicBoolean();
      var seen = new AtomicLong();
      var watcher = Thread.ofPlatform().daemon().start(() -> watch(over, seen));
      var began = System.nanoTime();
      this.result = simulate(site);
      this.nanos = System.nanoTime() - began;
      over.set(true);
      watcher.join();
      this.most = seen.get();
    }

    private static void watch(AtomicBoolean over, AtomicLong seen) {
      while (!over.get()) {
        seen.accumulateAndGet(Heap.left(), Math::max);
        try {
          Thread.sleep(LOOK_EACH);
        } catch (InterruptedException stopped) {
          return;
        }
      }
    }
  }
}
