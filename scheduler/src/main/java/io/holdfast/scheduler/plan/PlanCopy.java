package io.holdfast.scheduler.plan;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// The one way to a plan like another one: begins with all of its parts, of which some are changed.
/// A part that plans get one day is added here, and no copy loses it.
public final class PlanCopy {
  private final Plan like;
  private Plan.Verb verb;
  private Plan.Basis basis;
  private SortedMap<String, Plan.HostChange> changes;
  private List<Stage> stages;
  private Optional<List<String>> absent;
  private Optional<List<Staying>> stays;
  private Optional<Leg> leg;

  PlanCopy(Plan like) {
    this.like = like;
    this.verb = like.verb();
    this.basis = like.basis();
    this.changes = like.changes();
    this.stages = like.stages();
    this.absent = like.absent();
    this.stays = like.stays();
    this.leg = like.leg();
  }

  public PlanCopy verb(Plan.Verb other) {
    verb = other;
    return this;
  }

  public PlanCopy basis(Plan.Basis other) {
    basis = other;
    return this;
  }

  public PlanCopy changes(SortedMap<String, Plan.HostChange> others) {
    changes = others;
    return this;
  }

  public PlanCopy stages(List<Stage> others) {
    stages = others;
    return this;
  }

  /// Workers that gave no answer.
  public PlanCopy absent(List<String> hosts) {
    absent = Optional.of(hosts);
    return this;
  }

  public PlanCopy stays(List<Staying> components) {
    stays = Optional.of(components);
    return this;
  }

  public PlanCopy leg(Leg other) {
    leg = Optional.of(other);
    return this;
  }

  public Plan made() {
    return new Plan(
        like.schema(),
        like.siteId(),
        like.site(),
        verb,
        basis,
        changes,
        stages,
        like.used(),
        absent,
        stays,
        leg);
  }
}
