package io.holdfast.installer.cli;

import io.holdfast.scheduler.sim.Plant;
import io.holdfast.scheduler.sim.Promise;
import io.holdfast.scheduler.sim.SimOptions;
import io.holdfast.scheduler.sim.Simulator;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `holdfast sim --plant all`: plants each known bug and looks for it, seed after seed from the
/// first one, on all cores; only a promise that the bug is meant to break counts. Its text is a
/// table for `docs/reliability.md`.
record PlantSearch(long firstSeed, long seeds) {
  static final long SEEDS = 1_000;
  private static final String SCHEMA = "holdfast/sim-plants/1";

  /// A bug, how many seeds it took, and the promise that it broke.
  record Found(String plant, long seeds, String promise) {}

  record Result(String schema, String type, List<Found> found, List<String> missed) {}

  int run(Output output) {
    var searched = Arrays.stream(Plant.values()).parallel().map(this::search).toList();
    var found = searched.stream().flatMap(Optional::stream).toList();
    var missed =
        Plant.texts().stream()
            .filter(name -> found.stream().noneMatch(it -> it.plant().equals(name)))
            .toList();
    output.text("| plant | the mistake | seeds | promise broken |");
    output.text("|---|---|---|---|");
    found.forEach(it -> output.text(row(it)));
    if (!missed.isEmpty()) {
      output.problem(
          Problem.of(
                  ProblemId.PLANT_MISSED, "The simulator did not find " + missed.size() + " bugs")
              .withEvidence(String.join(", ", missed))
              .withFix("holdfast sim --plant all --seeds " + seeds * 10));
    }
    output.result(new Result(SCHEMA, "result", found, missed));
    return missed.isEmpty() ? 0 : ProblemId.PLANT_MISSED.kind().exitCode();
  }

  private Optional<Found> search(Plant plant) {
    var options = SimOptions.standard().with(plant);
    for (var seed = firstSeed; seed < firstSeed + seeds; seed++) {
      var result = Simulator.run(seed, options);
      if (plant.isFoundBy(result)) {
        var promise = result.promise().map(Promise::text).orElse("");
        return Optional.of(new Found(plant.text(), seed - firstSeed + 1, promise));
      }
    }
    return Optional.empty();
  }

  private static String row(Found found) {
    var sentence = Plant.find(found.plant()).map(Plant::sentence).orElse("");
    return "| `%s` | %s | %d | %s |"
        .formatted(found.plant(), sentence, found.seeds(), found.promise());
  }
}
