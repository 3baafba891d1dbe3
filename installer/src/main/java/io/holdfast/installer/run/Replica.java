package io.holdfast.installer.run;

import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;

/// Keeps copies of a site's small files on all its servers, so that another admin machine can go
/// on.
///
/// Each server has one thread that sends to it: a journal is never overtaken by an older one, and a
/// server that does not answer keeps no other waiting. While one is being sent only the newest
/// waits behind it. Whatever goes wrong with one copy, the next one is tried.
final class Replica implements JournalCopies, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Replica.class.getName());

  private final HostFiles files;
  private final SiteFolder site;
  private final RunFolder run;
  private final long fence;
  private final byte[] pins;
  private final Map<String, Lane> lanes = new LinkedHashMap<>();
  private long newest;
  private boolean isClosed;

  /// How far one server is: what it was last sent, what it has, and whether it has what never
  /// changes within a run, and the run's name as the last one.
  private static final class Lane {
    private long tried;
    private long kept;
    private boolean hasBasis;
    private boolean isNamed;
  }

  private Replica(HostFiles files, SiteFolder site, RunFolder run, long fence, byte[] pins) {
    this.files = files;
    this.site = site;
    this.run = run;
    this.fence = fence;
    this.pins = pins.clone();
  }

  static Replica start(
      HostFiles files,
      List<String> servers,
      SiteFolder site,
      RunFolder run,
      long fence,
      byte[] pins) {
    var replica = new Replica(files, site, run, fence, pins);
    servers.forEach(server -> replica.lanes.put(server, new Lane()));
    replica.lanes.forEach(
        (server, lane) ->
            Thread.ofVirtual().name("replica-" + server).start(() -> replica.serve(server, lane)));
    return replica;
  }

  @Override
  public synchronized void journalGrew() {
    newest++;
    notifyAll();
  }

  /// Sends what there is now to all servers and waits until each has answered or failed. One that
  /// can't be reached gets it next time.
  synchronized void keepAll(long ms) {
    journalGrew();
    var wanted = newest;
    await(ms, () -> lanes.values().stream().allMatch(lane -> lane.tried >= wanted));
  }

  @Override
  public synchronized boolean awaitElsewhere(String host, long ms) {
    var wanted = newest;
    var others =
        lanes.entrySet().stream()
            .filter(lane -> !lane.getKey().equals(host))
            .map(Map.Entry::getValue)
            .toList();
    await(
        ms,
        () ->
            others.stream().anyMatch(lane -> lane.kept >= wanted)
                || others.stream().allMatch(lane -> lane.tried >= wanted));
    return others.isEmpty() || others.stream().anyMatch(lane -> lane.kept >= wanted);
  }

  private synchronized void await(long ms, BooleanSupplier done) {
    var end = System.nanoTime() + ms * 1_000_000;
    try {
      while (!done.getAsBoolean() && !isClosed) {
        var left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return;
        }
        wait(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(String server, Lane lane) {
    try {
      for (var next = next(lane); next > 0; next = next(lane)) {
        told(lane, next, keepOn(server, lane));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Blocks until there is something newer than this server was sent; 0 when nothing more comes.
  private synchronized long next(Lane lane) throws InterruptedException {
    while (lane.tried >= newest && !isClosed) {
      wait();
    }
    return isClosed ? 0 : newest;
  }

  private synchronized void told(Lane lane, long version, boolean kept) {
    lane.tried = version;
    lane.kept = kept ? version : lane.kept;
    notifyAll();
  }

  private boolean keepOn(String server, Lane lane) {
    try {
      if (!lane.hasBasis) {
        store(server, basis());
        lane.hasBasis = true;
      }
      var journal = run.journalBytes();
      if (journal.length > 0) {
        store(server, journal(journal, lane.isNamed));
        lane.isNamed = true;
      }
      return true;
    } catch (IOException | RuntimeException failed) {
      LOG.log(System.Logger.Level.WARNING, "no copy on " + server, failed);
      return false;
    }
  }

  private void store(String server, SequencedMap<String, byte[]> list) throws IOException {
    for (var file : list.entrySet()) {
      files.store(server, file.getKey(), fence, file.getValue());
    }
  }

  /// What never changes within a run.
  private SequencedMap<String, byte[]> basis() {
    var list = new LinkedHashMap<String, byte[]>();
    site.siteText().ifPresent(text -> list.put("site.yaml", text));
    site.vault().ifPresent(vault -> list.put("vault", vault));
    list.put("pins", pins);
    run.about().ifPresent(about -> list.put(name(".run"), Json.canonical(about)));
    run.plan().ifPresent(plan -> list.put(name(".plan"), Json.canonical(plan)));
    return list;
  }

  /// The run's name comes last: a run that has not begun is nobody's last one.
  private SequencedMap<String, byte[]> journal(byte[] journal, boolean isNamed) {
    var list = new LinkedHashMap<String, byte[]>();
    list.put(name(""), journal);
    run.outcome().ifPresent(end -> list.put(name(".outcome"), Json.canonical(end)));
    if (!isNamed) {
      list.put("journal/last", Json.canonical(run.runId()));
    }
    return list;
  }

  private String name(String ending) {
    return "journal/" + run.runId() + ending;
  }

  /// What still waits is dropped.
  @Override
  public synchronized void close() {
    isClosed = true;
    notifyAll();
  }
}
