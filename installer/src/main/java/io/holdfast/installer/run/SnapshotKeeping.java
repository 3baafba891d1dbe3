package io.holdfast.installer.run;

import io.holdfast.agent.wire.RehearsalHead;
import io.holdfast.agent.wire.SnapshotHead;
import io.holdfast.installer.host.BodyFolder;
import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.scheduler.host.RehearsalOrder;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;

/// The folder of a run that saves: what it keeps here is copied to all servers as it lies, sealed,
/// and what is superseded by it goes, here and there.
///
/// A server that takes no copy stops nobody: the state is safe here, and the run says where else.
/// On such a server nothing is removed either.
final class SnapshotKeeping implements BodyFolder {
  private static final System.Logger LOG = System.getLogger(SnapshotKeeping.class.getName());

  private final SnapshotFolder here;
  private final SnapshotServers servers;
  private final List<String> names;
  private final long fence;
  private final Superseded superseded;

  /// `names` are the servers, in the order of the site.
  SnapshotKeeping(
      SnapshotFolder here,
      SnapshotServers servers,
      List<String> names,
      long fence,
      Superseded superseded) {
    this.here = here;
    this.servers = servers;
    this.names = List.copyOf(names);
    this.fence = fence;
    this.superseded = superseded;
  }

  @Override
  public void write(String name, InputStream content) throws IOException {
    here.write(name, content);
  }

  @Override
  public InputStream open(String name) throws IOException {
    return here.open(name);
  }

  @Override
  public long length(String name) throws IOException {
    return here.length(name);
  }

  @Override
  public void remove(String name) {
    here.remove(name);
  }

  @Override
  public String keep(String name, String about) {
    here.keep(name, about);
    var head = here.head(name);
    var refused = new ConcurrentSkipListMap<String, String>();
    var removed = new ConcurrentSkipListMap<String, List<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      names.forEach(server -> threads.execute(() -> copy(server, head, refused, removed)));
    }
    var gone = new TreeSet<>(clear());
    removed.values().forEach(gone::addAll);
    return words(refused, gone);
  }

  private void copy(
      String server,
      SnapshotHead head,
      Map<String, String> refused,
      Map<String, List<String>> removed) {
    try {
      servers.keep(server, head, fence, offset -> here.sealedFrom(head.name(), offset));
    } catch (HoldfastException | IOException | UncheckedIOException failed) {
      LOG.log(System.Logger.Level.WARNING, "no copy of " + head.name() + " on " + server, failed);
      refused.put(server, why(failed));
      return;
    }
    removed.put(server, clear(server));
  }

  /// A runner of an earlier version does not know what it is asked.
  static String why(Exception failed) {
    if (failed instanceof HoldfastException known) {
      var problem = known.first();
      return problem.id() == ProblemId.NOT_JSON
          ? "its host runner is of an earlier version"
          : problem.id() + " " + problem.what();
    }
    return String.valueOf(failed.getMessage());
  }

  /// A server that cannot be asked holds none. One that follows a newer run ends this one, and so
  /// does a state that cannot be read back here: no server is changed without it.
  @Override
  public RehearsalAnswer rehearse(String host, RehearsalOrder order, Secret token, String name) {
    try {
      var head = new RehearsalHead(order, ReadBack.length(here, name));
      return servers.rehearse(host, head, fence, token, _ -> ReadBack.open(here, name));
    } catch (HoldfastException | IOException | UncheckedIOException failed) {
      if (failed instanceof HoldfastException known && endsTheRun(known)) {
        throw known;
      }
      LOG.log(System.Logger.Level.WARNING, "no rehearsal on " + host, failed);
      return new RehearsalAnswer.NotHeld(why(failed));
    }
  }

  private static boolean endsTheRun(HoldfastException known) {
    return known.kind() == ProblemKind.LOCKED || known.has(ProblemId.SNAPSHOT_DAMAGED);
  }

  private List<String> clear(String server) {
    var gone = new ArrayList<String>();
    try {
      var there = servers.list(server).stream().map(SnapshotHead::name).toList();
      for (var name : superseded.of(there)) {
        servers.remove(server, name, fence);
        gone.add(name);
      }
    } catch (HoldfastException | IOException | UncheckedIOException failed) {
      LOG.log(System.Logger.Level.WARNING, "old snapshots stay on " + server, failed);
    }
    return gone;
  }

  private List<String> clear() {
    var gone = new ArrayList<String>();
    try {
      here.halves().stream()
          .filter(name -> SnapshotName.of(name).filter(it -> !superseded.stays(it)).isPresent())
          .forEach(here::remove);
      for (var name : superseded.of(here.all().keySet())) {
        here.remove(name);
        gone.add(name);
      }
    } catch (HoldfastException | UncheckedIOException failed) {
      LOG.log(System.Logger.Level.WARNING, "old snapshots stay here", failed);
    }
    return gone;
  }

  private String words(Map<String, String> refused, SortedSet<String> gone) {
    var words = new ArrayList<String>();
    var have = names.stream().filter(server -> !refused.containsKey(server)).toList();
    if (!have.isEmpty()) {
      words.add("copies on " + String.join(", ", have));
    }
    names.stream()
        .filter(refused::containsKey)
        .forEach(
            server ->
                words.add(
                    "none on " + server + ": " + Objects.requireNonNull(refused.get(server))));
    if (!gone.isEmpty()) {
      words.add("removed " + String.join(", ", gone));
    }
    return String.join("; ", words);
  }
}
