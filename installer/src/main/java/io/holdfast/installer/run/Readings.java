package io.holdfast.installer.run;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.port.HostGateway;
import io.holdfast.templates.problem.HoldfastException;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// Asks all hosts at once how they stand. One that does not answer fails the whole: its problem is
/// reported together with those of the others.
final class Readings {
  private Readings() {}

  static SortedMap<String, HostReading> of(
      HostGateway gateway, Collection<String> hosts, Function<String, ReadRequest> request) {
    var readings = new ConcurrentSkipListMap<String, HostReading>();
    var failures = new ConcurrentSkipListMap<String, HoldfastException>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var host : hosts) {
        threads.execute(
            () -> {
              try {
                readings.put(host, gateway.read(host, request.apply(host)));
              } catch (HoldfastException failed) {
                failures.put(host, failed);
              }
            });
      }
    }
    if (!failures.isEmpty()) {
      throw HoldfastException.of(
          failures.values().stream().flatMap(failed -> failed.problems().stream()).toList());
    }
    return new TreeMap<>(readings);
  }
}
