package io.holdfast.lab.demo;

import io.holdfast.lab.host.LabHost;
import io.holdfast.lab.host.LabStatus;
import io.holdfast.lab.host.PracticeLab;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// The practice hosts of one demo: where they are, and what runs on them, seen past the product.
final class DemoHosts {
  private final LabStatus status;
  private final HostFacts facts;

  DemoHosts(LabStatus status, PracticeLab lab) {
    this.status = status;
    this.facts = new HostFacts(lab);
  }

  LabStatus status() {
    return status;
  }

  List<String> serverAddresses() {
    return addresses(LabHost.Kind.SERVER);
  }

  List<String> workerAddresses() {
    return addresses(LabHost.Kind.WORKER);
  }

  /// Host to component to version.
  SortedMap<String, SortedMap<String, String>> versions() {
    return of(facts::versions);
  }

  /// Host to unit to the moment it was last started.
  SortedMap<String, SortedMap<String, String>> starts() {
    return of(facts::starts);
  }

  /// How many hosts but one have a unit that was started since.
  int restartedSince(Map<String, SortedMap<String, String>> before, String but) {
    var now = starts();
    return (int)
        before.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(but))
            .filter(entry -> !entry.getValue().equals(now.get(entry.getKey())))
            .count();
  }

  /// What Nomad runs on the workers.
  Work work() {
    return new Work(onWorkers(facts::allocations));
  }

  /// The exit codes of a task's containers that have ended, by the names of their allocations.
  SortedMap<String, String> ended(String task) {
    return onWorkers(host -> facts.ended(host, task));
  }

  List<DemoResult.HostVersions> compared(
      Map<String, SortedMap<String, String>> before, Map<String, SortedMap<String, String>> after) {
    return DemoSite.hosts(status).stream()
        .map(
            host ->
                new DemoResult.HostVersions(
                    host.name(),
                    DemoSite.roles(host),
                    before.getOrDefault(host.name(), new TreeMap<>()),
                    after.getOrDefault(host.name(), new TreeMap<>())))
        .toList();
  }

  private SortedMap<String, String> onWorkers(
      Function<LabStatus.HostStatus, SortedMap<String, String>> look) {
    var seen = new TreeMap<String, String>();
    status.hosts().stream()
        .filter(host -> host.kind() == LabHost.Kind.WORKER)
        .forEach(host -> seen.putAll(look.apply(host)));
    return seen;
  }

  private SortedMap<String, SortedMap<String, String>> of(
      Function<LabStatus.HostStatus, SortedMap<String, String>> look) {
    var seen = new TreeMap<String, SortedMap<String, String>>();
    DemoSite.hosts(status).forEach(host -> seen.put(host.name(), look.apply(host)));
    return seen;
  }

  private List<String> addresses(LabHost.Kind kind) {
    return status.hosts().stream()
        .filter(host -> host.kind() == kind)
        .map(LabStatus.HostStatus::address)
        .toList();
  }

  /// What ran at one moment: `<task>-<allocation id>` to its container.
  record Work(SortedMap<String, String> running) {

    /// What of it still runs later, as the same allocations in the same containers.
    DemoResult.Work comparedWith(Work later) {
      var kept =
          running.entrySet().stream()
              .filter(entry -> entry.getValue().equals(later.running().get(entry.getKey())))
              .map(Map.Entry::getKey)
              .toList();
      return new DemoResult.Work(List.copyOf(running.keySet()), kept);
    }

    /// The allocations of one task.
    List<String> of(String task) {
      return running.keySet().stream().filter(name -> name.startsWith(task + "-")).toList();
    }
  }
}
