package io.holdfast.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A simulator that finds nothing proves nothing: it must find each known mistake.
class PlantedBugsTest {
  private static final int SEEDS = 1_000;

  /// By the check that is meant: that something broke somewhere proves little.
  @ParameterizedTest
  @EnumSource
  void breaksItsOwnPromiseWithinAThousandSeeds(Plant plant) {
    var options = SimOptions.standard().with(plant);
    for (var seed = 1L; seed <= SEEDS; seed++) {
      var result = Simulator.run(seed, options);
      if (plant.isFoundBy(result)) {
        assertThat(String.join("\n", result.timeline())).contains("VIOLATION");
        return;
      }
    }
    throw new AssertionError(plant.text() + " did not break " + plant.breaks() + " in " + SEEDS);
  }

  @Test
  void noneIsFoundByAnyMistakeWhatsoever() {
    assertThat(Plant.values()).noneMatch(plant -> plant.breaks().contains(Promise.NO_MISTAKE));
  }

  @Test
  void eachPlantSaysWhatTheMistakeIs() {
    for (var plant : Plant.values()) {
      assertThat(plant.sentence()).endsWith(".");
    }
  }
}
