package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.plan.Plan;
import java.util.Optional;
import java.util.Set;

/// What to simulate. An empty `verb` lets each seed choose between install and upgrade, `faults`
/// false gives undisturbed runs.
public record SimOptions(Optional<Plan.Verb> verb, Set<Plant> plants, boolean faults) {
  public SimOptions {
    plants = Set.copyOf(plants);
  }

  public static SimOptions standard() {
    return new SimOptions(Optional.empty(), Set.of(), true);
  }

  public static SimOptions of(Plan.Verb verb) {
    return new SimOptions(Optional.of(verb), Set.of(), true);
  }

  public SimOptions with(Plant plant) {
    return new SimOptions(verb, Set.of(plant), faults);
  }

  public SimOptions withoutFaults() {
    return new SimOptions(verb, plants, false);
  }

  boolean has(Plant plant) {
    return plants.contains(plant);
  }
}
