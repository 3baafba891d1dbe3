package io.holdfast.installer.run;

import io.holdfast.agent.wire.SnapshotHead;
import io.holdfast.scheduler.raft.RaftSnapshots.Saved;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// The saved states of a site: those on this machine, and those of which servers keep copies.
///
/// What this machine says of a state counts. Of one that it does not have, the latest that a server
/// tells counts: a server that was away while a run saved anew has an older one under that name.
public final class SnapshotCatalogue {
  /// How this machine is named beside the servers.
  public static final String HERE = "here";

  private static final System.Logger LOG = System.getLogger(SnapshotCatalogue.class.getName());
  private static final Comparator<Saved> EARLIEST_FIRST =
      Comparator.comparingLong(Saved::term)
          .thenComparingLong(Saved::index)
          .thenComparing(Saved::sha256);

  private final SnapshotFolder here;
  private final SnapshotServers servers;
  private final SortedMap<String, Found> found = new TreeMap<>();
  private final Map<String, Map<String, SnapshotHead>> heads = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  /// A saved state, and where it is kept: this machine first, then servers in the order of the
  /// site.
  public record Found(Saved saved, List<String> kept) {
    public Found {
      kept = List.copyOf(kept);
    }
  }

  private SnapshotCatalogue(SnapshotFolder here, SnapshotServers servers) {
    this.here = here;
    this.servers = servers;
  }

  /// Asks all servers at once; those that do not answer are told among the notes.
  public static SnapshotCatalogue of(
      SnapshotFolder here, SnapshotServers servers, List<String> names) {
    var catalogue = new SnapshotCatalogue(here, servers);
    catalogue.collect(names);
    return catalogue;
  }

  /// By name, and so oldest first.
  public SortedMap<String, Found> found() {
    return Collections.unmodifiableSortedMap(found);
  }

  /// What else there is to tell, in the order of the servers.
  public List<String> notes() {
    return List.copyOf(notes);
  }

  private void collect(List<String> names) {
    var told = ask(names);
    var saved = new TreeMap<String, Saved>();
    var claims = new TreeMap<String, SortedMap<String, Saved>>();
    for (var server : names) {
      for (var head : told.getOrDefault(server, List.of())) {
        read(server, head)
            .forEach(
                (name, it) -> {
                  saved.merge(name, it, (a, b) -> EARLIEST_FIRST.compare(a, b) < 0 ? b : a);
                  claims.computeIfAbsent(name, _ -> new TreeMap<>()).put(server, it);
                });
      }
    }
    saved.putAll(here.all());
    saved.forEach((name, it) -> found.put(name, found(name, it, names, claims)));
  }

  private Found found(
      String name,
      Saved saved,
      List<String> names,
      SortedMap<String, SortedMap<String, Saved>> claims) {
    var kept = new ArrayList<String>();
    if (here.all().containsKey(name)) {
      kept.add(HERE);
    }
    var there = claims.getOrDefault(name, Collections.emptySortedMap());
    for (var server : names) {
      if (saved.equals(there.get(server))) {
        kept.add(server);
      } else if (there.containsKey(server)) {
        notes.add(server + " keeps another state under the name " + name + "; it does not count");
      }
    }
    return new Found(saved, kept);
  }

  /// What a server says of a state becomes a path here, so it must look like one.
  private SortedMap<String, Saved> read(String server, SnapshotHead head) {
    var read = new TreeMap<String, Saved>();
    try {
      var about = head.about().getBytes(StandardCharsets.UTF_8);
      var saved = Json.read(about, Saved.class).as(head.name());
      SnapshotName.of(head.name())
          .filter(name -> name.product().equals(saved.product()))
          .ifPresent(_ -> read.put(head.name(), saved));
    } catch (HoldfastException unreadable) {
      LOG.log(System.Logger.Level.WARNING, head.name() + " on " + server, unreadable);
    }
    if (read.isEmpty()) {
      notes.add(server + " keeps something that is no snapshot under the name " + head.name());
    } else {
      heads.computeIfAbsent(head.name(), _ -> new HashMap<>()).put(server, head);
    }
    return read;
  }

  private Map<String, List<SnapshotHead>> ask(List<String> names) {
    var told = new ConcurrentSkipListMap<String, List<SnapshotHead>>();
    var silent = new ConcurrentSkipListMap<String, String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var server : names) {
        threads.execute(
            () -> {
              try {
                told.put(server, servers.list(server));
              } catch (HoldfastException | IOException | UncheckedIOException failed) {
                LOG.log(System.Logger.Level.WARNING, "no list from " + server, failed);
                silent.put(server, SnapshotKeeping.why(failed));
              }
            });
      }
    }
    names.stream()
        .filter(silent::containsKey)
        .forEach(server -> notes.add("Not known of " + server + ": " + silent.get(server)));
    return told;
  }

  /// Brings a state to this machine from the first server that gives it as it was saved, and tells
  /// of each that does not.
  public void bring(String name, Consumer<String> told) {
    var wanted = Objects.requireNonNull(found.get(name), name);
    var copies = heads.getOrDefault(name, Map.of());
    var failures = new ArrayList<Problem>();
    for (var server : wanted.kept()) {
      if (copies.containsKey(server)) {
        var failure = fetch(server, Objects.requireNonNull(copies.get(server)), wanted.saved());
        if (failure.isEmpty()) {
          told.accept("Fetched " + name + " from " + server);
          return;
        }
        failures.addAll(failure);
        told.accept(server + " does not give " + name + ": " + failure.getFirst().headline());
      }
    }
    throw nobodyGives(name, failures);
  }

  /// What is wrong with the copy of a server; nothing where it is here now.
  private List<Problem> fetch(String server, SnapshotHead head, Saved wanted) {
    try {
      here.take(head, file -> servers.fetch(server, head.name(), file));
      var fault = here.fault(wanted);
      fault.ifPresent(_ -> here.remove(head.name()));
      return fault.stream().map(why -> damaged(server + " keeps another content: " + why)).toList();
    } catch (HoldfastException failed) {
      if (failed.has(ProblemId.FILE_NOT_WRITABLE)) {
        throw failed;
      }
      return List.of(failed.first());
    }
  }

  private static Problem damaged(String what) {
    return Problem.of(ProblemId.SNAPSHOT_DAMAGED, what);
  }

  private static HoldfastException nobodyGives(String name, List<Problem> failures) {
    var unreachable = failures.stream().allMatch(it -> it.id().kind() == ProblemKind.UNREACHABLE);
    var id = unreachable ? ProblemId.HOST_UNREACHABLE : ProblemId.SNAPSHOT_DAMAGED;
    var evidence = failures.stream().map(Problem::headline).toList();
    return Problem.of(id, "No server gives the snapshot " + name + " as it was saved")
        .withEvidence(String.join("\n", evidence))
        .withFix("holdfast restore   # lists all, and where they are kept")
        .asException();
  }
}
