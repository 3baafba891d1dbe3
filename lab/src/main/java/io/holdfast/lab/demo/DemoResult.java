package io.holdfast.lab.demo;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the demo shows, as one line that scripts can rely on (`holdfast/demo/1`).
record DemoResult(
    String schema,
    String type,
    String engine,
    List<HostVersions> hosts,
    List<GroupRun> groups,
    Requests requests,
    List<Canary> canaries,
    Optional<Work> work,
    Optional<Waited> waited,
    Probes probes,
    List<Phase> phases) {

  static final String SCHEMA = "holdfast/demo/1";

  DemoResult {
    hosts = List.copyOf(hosts);
    groups = List.copyOf(groups);
    canaries = List.copyOf(canaries);
    phases = List.copyOf(phases);
  }

  /// Whether everything the demo is about was seen: nothing failed under load, never two hosts of a
  /// group down, and every canary put back alone and whole.
  boolean showsAll() {
    return requests.failed() == 0
        && requests.downloadsFailed() == 0
        && requests.total() * 100 >= requests.offered() * 95
        && groups.stream().allMatch(group -> group.maxDown() <= 1 && group.leaderLast())
        && work.map(Work::isAllKept).orElse(true)
        && waited.map(Waited::endedByItself).orElse(true)
        && probes.tried() > 0
        && probes.wrong().isEmpty()
        && canaries.size() == 3
        && canaries.stream().allMatch(it -> it.othersRestarted() == 0 && it.worksAfterReboot());
  }

  /// Component to version as read from the host, before and after the upgrade.
  record HostVersions(
      String name,
      List<String> roles,
      SortedMap<String, String> before,
      SortedMap<String, String> after) {
    HostVersions {
      roles = List.copyOf(roles);
      before = Collections.unmodifiableSortedMap(new TreeMap<String, String>(before));
      after = Collections.unmodifiableSortedMap(new TreeMap<String, String>(after));
    }
  }

  /// `leaderLast` says that no server was changed while it led and others still waited; `maxDown`
  /// was sampled by an observer apart from the engine.
  record GroupRun(
      String component,
      String group,
      String leaderBefore,
      List<String> order,
      Optional<LeaderMove> leaderMoved,
      boolean leaderLast,
      int maxDown,
      String outcome) {
    GroupRun {
      order = List.copyOf(order);
    }
  }

  record LeaderMove(String to, String at) {}

  /// Requests of the load; those over two seconds are `slow`, downloads are counted apart.
  record Requests(
      long offered,
      long total,
      long failed,
      long retried,
      long longestMs,
      long slow,
      long posts,
      long downloads,
      long downloadsFailed,
      List<String> failures) {
    Requests {
      failures = List.copyOf(failures);
    }
  }

  record Canary(
      String kind,
      String host,
      String reason,
      String outcome,
      int exitCode,
      int othersRestarted,
      boolean worksAfterReboot) {
    Canary withWorksAfterReboot(boolean works) {
      return new Canary(kind, host, reason, outcome, exitCode, othersRestarted, works);
    }
  }

  /// Allocations that ran on the workers before the upgrade, and those of them that ran on through
  /// it.
  record Work(List<String> before, List<String> kept) {
    Work {
      before = List.copyOf(before);
      kept = List.copyOf(kept);
    }

    boolean isAllKept() {
      return !before.isEmpty() && kept.equals(before);
    }
  }

  /// The batch allocations that ran when the workers' change began, and the exit codes of all batch
  /// allocations that have ended.
  record Waited(List<String> before, SortedMap<String, String> ended) {
    Waited {
      before = List.copyOf(before);
      ended = Collections.unmodifiableSortedMap(new TreeMap<String, String>(ended));
    }

    /// It ran, it ended well, and nothing ran in its place.
    boolean endedByItself() {
      return !before.isEmpty()
          && List.copyOf(ended.keySet()).equals(before)
          && ended.values().stream().allMatch("0"::equals);
    }
  }

  /// What was tried after the install against Consul and the engine that must be refused, with its
  /// controls that must not, and what was not as it must be.
  record Probes(int tried, List<String> wrong) {
    Probes {
      wrong = List.copyOf(wrong);
    }
  }

  record Phase(String name, double seconds) {}
}
