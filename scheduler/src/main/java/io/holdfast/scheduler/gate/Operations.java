package io.holdfast.scheduler.gate;

import io.holdfast.scheduler.consul.ConsulOperations;
import io.holdfast.scheduler.haproxy.LoadBalancerOperations;
import io.holdfast.scheduler.nomad.NomadOperations;
import io.holdfast.scheduler.swarm.SwarmOperations;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// The catalogue of operations that a plan may name.
public final class Operations {
  private static final SortedMap<String, Operation> BY_NAME = catalogue();

  private Operations() {}

  public static Operation named(String name) {
    var operation = BY_NAME.get(name);
    if (operation == null) {
      throw HoldfastException.of(ProblemId.INTERNAL_ERROR, "there is no operation " + name);
    }
    return operation;
  }

  public static SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new java.util.TreeSet<>(BY_NAME.keySet()));
  }

  private static SortedMap<String, Operation> catalogue() {
    var all = new TreeMap<String, Operation>();
    all.putAll(ConsulOperations.all());
    all.putAll(SwarmOperations.all());
    all.putAll(NomadOperations.all());
    all.putAll(LoadBalancerOperations.all());
    return Collections.unmodifiableSortedMap(all);
  }
}
