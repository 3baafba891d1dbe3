package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.host.StepResult;
import io.holdfast.scheduler.port.HostGateway;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Readings of modelled hosts, in the words of the real runner. Steps and leases have ways of their
/// own, with delays.
final class SimGateway implements HostGateway {
  private final SimWorld world;

  SimGateway(SimWorld world) {
    this.world = world;
  }

  @Override
  public HostReading read(String host, ReadRequest request) {
    var at = world.host(host);
    if (!at.isReachable() && !at.isSwapped()) {
      throw HoldfastException.of(ProblemId.HOST_UNREACHABLE, host + " does not answer");
    }
    return at.isSwapped() ? stranger() : reading(at);
  }

  /// All hosts, as far as they answer.
  Map<String, HostReading> readings() {
    var all = new TreeMap<String, HostReading>();
    for (var host : world.hosts.values()) {
      if (host.isReachable() || host.isSwapped()) {
        all.put(host.name(), host.isSwapped() ? stranger() : reading(host));
      }
    }
    return all;
  }

  private static HostReading stranger() {
    return new HostReading(
        Optional.of("another-site"),
        "another",
        "another",
        1,
        1,
        1,
        1,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        Optional.empty());
  }

  private HostReading reading(SimHost host) {
    return new HostReading(
        Optional.of(SimSite.ID),
        "machine-" + host.name(),
        host.name() + "-boot-" + host.boots(),
        world.now(),
        world.wallOfHosts(),
        1,
        1,
        host.store().current(),
        host.store().finished(),
        host.store().digests(),
        host.units().readings(),
        host.store().packages(),
        new TreeMap<>(),
        new TreeMap<>(),
        Optional.empty());
  }

  @Override
  public StepResult step(String host, StepRequest request) {
    throw new IllegalStateException("gates change nothing on hosts");
  }

  @Override
  public LeaseAnswer lease(String host, LeaseRequest request) {
    throw new IllegalStateException("gates take no lock");
  }
}
