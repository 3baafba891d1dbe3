package io.holdfast.installer.run;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.port.HostGateway;
import io.holdfast.scheduler.run.Spare;
import io.holdfast.templates.problem.HoldfastException;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// Asks all hosts at once how they stand. One that does not answer fails the whole, unless it is
/// among the workers that may be left behind: its problem is reported together with those of the
/// others.
final class Readings {
  private Readings() {}

  /// What hosts said, and which workers said nothing, each with what was seen instead.
  record Heard(SortedMap<String, HostReading> readings, SortedMap<String, String> silent) {}

  static Heard of(
      HostGateway gateway,
      Collection<String> hosts,
      Spare spare,
      Function<String, ReadRequest> request) {
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
    return new Heard(new TreeMap<>(readings), silent(failures, spare));
  }

  private static SortedMap<String, String> silent(
      SortedMap<String, HoldfastException> failures, Spare spare) {
    var problems =
        failures.values().stream().flatMap(failed -> failed.problems().stream()).toList();
    var silent = new SilentWorkers(spare).of(problems);
    if (!failures.keySet().equals(silent.keySet())) {
      throw HoldfastException.of(new SilentWorkers(spare).told(problems));
    }
    return silent;
  }
}
