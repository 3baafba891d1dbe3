package io.holdfast.installer.cli;

import io.holdfast.scheduler.sim.Plant;
import io.holdfast.scheduler.sim.SimOptions;
import io.holdfast.scheduler.sim.SimReport;
import io.holdfast.scheduler.sim.SimResult;
import io.holdfast.scheduler.sim.Simulator;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `holdfast sim`: whole runs over modelled hosts, links and clusters in virtual time, with faults
/// at every step. Touches no host and needs none; the same seed tells the same story anywhere.
@Command(
    name = "sim",
    description = "Simulate runs with faults in virtual time and check what must always hold.")
final class SimCommand extends Verb {
  private static final long BATCH = 256;
  private static final String LIST = "list";

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The first seed (${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many seeds; a single one tells its timeline (${DEFAULT-VALUE}).")
  private long seeds = 100;

  @Option(
      names = "--plant",
      paramLabel = "NAME|list",
      description = "Put a known bug in, to see it found; list prints the names.")
  private @Nullable String plant;

  /// The names of the bugs that can be planted, for scripts.
  record Plants(List<String> plants) {}

  /// The report so far and the first result that broke a promise.
  private record Sum(SimReport report, Optional<SimResult> broken) {
    Sum with(SimResult result) {
      var first =
          result.violation().isPresent() ? Optional.of(result) : Optional.<SimResult>empty();
      return new Sum(report.with(result), broken.or(() -> first));
    }
  }

  @Override
  int run(Output output) {
    if (LIST.equals(plant)) {
      Plant.texts().forEach(output::text);
      output.result(new Plants(Plant.texts()));
      return 0;
    }
    if (seeds < 1) {
      throw Problem.of(ProblemId.USAGE_WRONG, "--seeds must be at least 1, not " + seeds)
          .asException();
    }
    var options = options();
    var sum = seeds == 1 ? told(options, output) : counted(options);
    tell(sum.report(), output);
    sum.broken().ifPresent(result -> output.problem(problem(result)));
    output.result(sum.report());
    return sum.broken().isPresent() ? ProblemId.PROMISE_BROKEN.kind().exitCode() : 0;
  }

  private SimOptions options() {
    if (plant == null) {
      return SimOptions.standard();
    }
    return Plant.find(plant)
        .map(SimOptions.standard()::with)
        .orElseThrow(
            () ->
                Problem.of(ProblemId.USAGE_WRONG, "There is no bug \"" + plant + "\" to plant")
                    .withEvidence("there are " + String.join(", ", Plant.texts()))
                    .withFix("holdfast sim --plant list")
                    .asException());
  }

  private Sum told(SimOptions options, Output output) {
    var result = Simulator.tell(seed, options);
    result.timeline().forEach(output::text);
    return new Sum(SimReport.startingAt(seed), Optional.empty()).with(result);
  }

  /// On all cores, added up in the order of the seeds.
  private Sum counted(SimOptions options) {
    var sum = new Sum(SimReport.startingAt(seed), Optional.empty());
    for (var done = 0L; done < seeds; done += BATCH) {
      var first = seed + done;
      var results =
          LongStream.range(first, first + Math.min(BATCH, seeds - done))
              .parallel()
              .mapToObj(each -> Simulator.run(each, options))
              .toList();
      for (var result : results) {
        sum = sum.with(result);
      }
    }
    return sum;
  }

  private static void tell(SimReport report, Output output) {
    output.text(
        "seeds %d, events %d, violations %d"
            .formatted(report.seeds(), report.events(), report.violations()));
    report.faults().forEach((kind, count) -> output.text("  %-16s %8d".formatted(kind, count)));
  }

  private Problem problem(SimResult broken) {
    var again = "holdfast sim --seed " + broken.seed() + " --seeds 1";
    return Problem.of(
            ProblemId.PROMISE_BROKEN, "Seed " + broken.seed() + " broke a promise of the engine")
        .withEvidence(broken.violation().orElse(""))
        .withFix(plant == null ? again : again + " --plant " + plant);
  }
}
