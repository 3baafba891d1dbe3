package io.holdfast.installer.run;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;

/// Writes the identity of the site onto hosts that belong to none yet, before the first step. From
/// then on they refuse every other cluster.
final class Claim {
  private static final String FILE = "identity";

  private final HostFiles files;
  private final String siteId;
  private final long fence;

  Claim(HostFiles files, String siteId, long fence) {
    this.files = files;
    this.siteId = siteId;
    this.fence = fence;
  }

  /// All hosts at once; one that can't be claimed stops the run before it has begun.
  void on(List<Host> list) {
    var failures = new ConcurrentSkipListMap<String, Problem>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      list.forEach(host -> threads.execute(() -> on(host.name(), failures)));
    }
    if (!failures.isEmpty()) {
      throw HoldfastException.of(List.copyOf(failures.values()));
    }
  }

  private void on(String host, Map<String, Problem> failures) {
    try {
      if (files.fetch(host, FILE).isEmpty()) {
        files.store(host, FILE, fence, Json.canonical(Map.of("siteId", siteId)));
      }
    } catch (HoldfastException refused) {
      failures.put(
          host,
          refused.first().host().isPresent() ? refused.first() : refused.first().withHost(host));
    } catch (IOException lost) {
      failures.put(
          host,
          Problem.of(ProblemId.CONNECTION_LOST, "The connection was lost")
              .withHost(host)
              .withEvidence(String.valueOf(lost.getMessage())));
    }
  }
}
