package io.holdfast.scheduler.gate;

import io.holdfast.scheduler.consul.ConsulGates;
import io.holdfast.scheduler.haproxy.LoadBalancerGates;
import io.holdfast.scheduler.nomad.NomadGates;
import io.holdfast.scheduler.service.HostGates;
import io.holdfast.scheduler.swarm.SwarmGates;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// The catalogue of gates that a plan may name.
public final class Gates {
  private static final SortedMap<String, Gate> BY_NAME = catalogue();

  private Gates() {}

  public static Gate named(String name) {
    var gate = BY_NAME.get(name);
    if (gate == null) {
      throw HoldfastException.of(ProblemId.INTERNAL_ERROR, "there is no gate " + name);
    }
    return gate;
  }

  /// The operation that notes what a gate compares with; empty when it compares with nothing.
  public static Optional<String> notedBy(String name) {
    return Optional.ofNullable(BY_NAME.get(name)).flatMap(Gate::notedBy);
  }

  /// Whether an operator may go on without a gate; never without one that nobody knows.
  public static boolean isSoft(String name) {
    return Optional.ofNullable(BY_NAME.get(name)).map(Gate::isSoft).orElse(false);
  }

  public static SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new java.util.TreeSet<>(BY_NAME.keySet()));
  }

  private static SortedMap<String, Gate> catalogue() {
    var all = new TreeMap<String, Gate>();
    all.putAll(ConsulGates.all());
    all.putAll(SwarmGates.all());
    all.putAll(NomadGates.all());
    all.putAll(LoadBalancerGates.all());
    all.putAll(HostGates.all());
    return Collections.unmodifiableSortedMap(all);
  }
}
