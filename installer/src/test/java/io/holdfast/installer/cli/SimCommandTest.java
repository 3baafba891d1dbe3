package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.sim.Plant;
import io.holdfast.templates.text.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimCommandTest {
  private final Typed typed = new Typed();
  @TempDir private Path folder;

  private int run(String... arguments) {
    var all = new ArrayList<>(List.of("sim", "--state", folder.resolve("state").toString()));
    all.addAll(List.of(arguments));
    return typed.run(all);
  }

  @Test
  void givesScriptsOneResultLineOfExactlyTheAgreedForm() {
    assertThat(run("--seed", "3", "--seeds", "4", "--output", "json")).isZero();
    assertThat(typed.outLines()).hasSize(1);
    var result = Json.readTree(typed.outLines().getFirst());
    assertThat(result.propertyNames())
        .containsExactlyInAnyOrder(
            "schema", "type", "seeds", "events", "violations", "firstSeed", "faults");
    assertThat(result.path("schema").asString()).isEqualTo("holdfast/sim/1");
    assertThat(result.path("type").asString()).isEqualTo("result");
    assertThat(result.path("seeds").asInt()).isEqualTo(4);
    assertThat(result.path("events").asLong()).isPositive();
    assertThat(result.path("violations").asInt()).isZero();
    assertThat(result.path("firstSeed").asLong()).isEqualTo(3);
    assertThat(result.path("faults").isObject()).isTrue();
  }

  @Test
  void tellsABrokenPromiseByItsOwnErrorAndExitCode1() {
    assertThat(run("--seeds", "300", "--plant", "skip-quorum-gate", "--output", "json"))
        .isEqualTo(1);
    assertThat(typed.outLines()).hasSize(2);
    var error = Json.readTree(typed.outLines().getFirst());
    assertThat(error.path("id").asString()).isEqualTo("HF-SIM-001");
    var result = Json.readTree(typed.outLines().getLast());
    assertThat(result.path("violations").asInt()).isPositive();
    assertThat(typed.err())
        .contains(
            "holdfast sim --seed "
                + result.path("firstSeed").asLong()
                + " --plant skip-quorum-gate");
  }

  @Test
  void tellsTheTimelineOfASingleSeed() {
    assertThat(run("--seed", "7")).isZero();
    assertThat(typed.outLines().size()).isGreaterThan(10);
    assertThat(typed.out()).contains("seeds 1, events ", "violations 0");
  }

  @Test
  void listsThePlantsByTheirStableNames() {
    assertThat(run("--plant", "list")).isZero();
    assertThat(typed.outLines()).first().isEqualTo("skip-quorum-gate");
  }

  @Test
  void triesEveryPlantAndSaysWhichSeedFoundIt() {
    assertThat(run("--plant", "all", "--seeds", "3", "--output", "json")).isEqualTo(1);
    var result = Json.readTree(typed.outLines().getLast());
    assertThat(result.path("schema").asString()).isEqualTo("holdfast/sim-plants/1");
    assertThat(result.path("type").asString()).isEqualTo("result");
    assertThat(result.path("found").size() + result.path("missed").size())
        .isEqualTo(Plant.values().length);
    var found = result.path("found").get(0);
    assertThat(found.path("seeds").asLong()).isBetween(1L, 3L);
    assertThat(found.path("promise").asString()).isNotEmpty();
    assertThat(typed.err()).contains("HF-SIM-002", "--seeds");
  }

  @Test
  void refusesAnUnknownPlantAndNoSeedsAtAll() {
    assertThat(run("--plant", "gremlin")).isEqualTo(2);
    assertThat(typed.err()).contains("gremlin", "skip-quorum-gate");
    assertThat(run("--seeds", "0")).isEqualTo(2);
  }
}
