package io.holdfast.installer.run;

import io.holdfast.installer.host.SshHostGateway;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Keeps copies of a site's small files on all its servers, so that another admin machine can go
/// on.
final class Replica {
  private static final System.Logger LOG = System.getLogger(Replica.class.getName());

  private final SshHostGateway hosts;
  private final List<Host> servers;
  private final SiteFolder site;
  private final RunFolder run;
  private final long fence;

  Replica(SshHostGateway hosts, List<Host> servers, SiteFolder site, RunFolder run, long fence) {
    this.hosts = hosts;
    this.servers = servers;
    this.site = site;
    this.run = run;
    this.fence = fence;
  }

  /// What never changes within a run, and the journal as it stands. Returns how many servers have
  /// it all; one that can't be reached now gets it next time.
  int keepAll(byte[] pins) {
    var files = new TreeMap<String, byte[]>();
    site.siteText().ifPresent(text -> files.put("site.yaml", text));
    site.vault().ifPresent(vault -> files.put("vault", vault));
    files.put("pins", pins);
    run.about().ifPresent(about -> files.put("journal/last", json(about.runId())));
    run.about().ifPresent(about -> files.put("journal/" + run.runId() + ".run", json(about)));
    run.plan().ifPresent(plan -> files.put("journal/" + run.runId() + ".plan", json(plan)));
    files.put("journal/" + run.runId(), run.journalBytes());
    return keep(files);
  }

  int keepJournal() {
    var files = new TreeMap<String, byte[]>();
    files.put("journal/" + run.runId(), run.journalBytes());
    run.outcome().ifPresent(end -> files.put("journal/" + run.runId() + ".outcome", json(end)));
    return keep(files);
  }

  private static byte[] json(Object value) {
    return Json.canonical(value);
  }

  private int keep(SortedMap<String, byte[]> files) {
    var copies = new ArrayList<Future<Boolean>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      servers.forEach(server -> copies.add(threads.submit(() -> keepOn(server.name(), files))));
    }
    return (int)
        copies.stream()
            .filter(copy -> copy.state() == Future.State.SUCCESS && copy.resultNow())
            .count();
  }

  private boolean keepOn(String server, SortedMap<String, byte[]> files) {
    try {
      var runner = hosts.runner(server);
      for (var file : files.entrySet()) {
        runner.store(file.getKey(), fence, file.getValue());
      }
      return true;
    } catch (HoldfastException | IOException | UncheckedIOException unreachable) {
      LOG.log(System.Logger.Level.WARNING, "no copy on " + server, unreachable);
      return false;
    }
  }
}
