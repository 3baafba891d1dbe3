package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.plan.Plan;
import java.util.Optional;
import java.util.Set;

/// What to simulate. An empty `verb` lets each seed choose between install and upgrade, `faults`
/// false gives undisturbed runs; without a `rehearsal` each seed draws a site of its own.
public record SimOptions(
    Optional<Plan.Verb> verb, Set<Plant> plants, boolean faults, Optional<Rehearsal> rehearsal) {
  public SimOptions {
    plants = Set.copyOf(plants);
  }

  public static SimOptions standard() {
    return new SimOptions(Optional.empty(), Set.of(), true, Optional.empty());
  }

  public static SimOptions of(Plan.Verb verb) {
    return new SimOptions(Optional.of(verb), Set.of(), true, Optional.empty());
  }

  public SimOptions with(Plant plant) {
    return new SimOptions(verb, Set.of(plant), faults, rehearsal);
  }

  public SimOptions withoutFaults() {
    return new SimOptions(verb, plants, false, rehearsal);
  }

  /// Of a customer's own change.
  public static SimOptions of(Rehearsal rehearsal) {
    return new SimOptions(Optional.of(rehearsal.verb()), Set.of(), true, Optional.of(rehearsal));
  }

  boolean has(Plant plant) {
    return plants.contains(plant);
  }
}
