package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation.Outcome;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Versions;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiFiles;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Saves the whole state of Consul or Nomad to a file, and puts it back.
///
/// A snapshot is a secret: it holds what variables hold, and from Nomad 1.9 on the keys that they
/// are sealed with. Source of what a restore can bear: the page of the snapshot call in the HTTP
/// API reference of either product.
public record RaftSnapshots(RaftProduct product) {
  private static final int LOOKS = 60;
  private static final long BETWEEN_LOOKS_MS = 1_000;

  /// What was saved where: `version` is that of the leader that took it, `sha256` the digest of the
  /// file, `index` and `term` the place in the log.
  public record Saved(
      String product,
      String version,
      String file,
      String sha256,
      long bytes,
      long index,
      long term) {
    /// What it is, in one line for people.
    public String words() {
      return "%s %s at index %d of term %d, %d bytes, SHA-256 %s"
          .formatted(product, version, index, term, bytes, sha256);
    }

    /// The same under another name.
    public Saved as(String name) {
      return new Saved(product, version, name, sha256, bytes, index, term);
    }
  }

  /// Saves the state as the leader has it now, and checks every byte of what came. An unreadable
  /// file is removed again.
  public Saved save(World world, ApiFiles files, String name) {
    var inquiry = new Inquiry(world);
    var leader = leader(RaftCluster.look(product, inquiry), inquiry);
    var answer = files.fetch(product.asked(inquiry).snapshot(leader.host()), name);
    if (!answer.isSuccess()) {
      throw Refusal.silent(product.name() + " gave no snapshot.", says(leader.host(), answer));
    }
    try {
      return saved(leader.version(), name, read(files, name));
    } catch (HoldfastException damaged) {
      files.remove(name);
      throw damaged;
    }
  }

  private Saved saved(String version, String name, SnapshotArchive archive) {
    return new Saved(
        product.id(),
        version,
        name,
        archive.sha256(),
        archive.bytes(),
        archive.index(),
        archive.term());
  }

  /// How a product stands before its state is replaced: the leader, the version that each server
  /// runs, and how far the leader's log is.
  public record Present(String leader, SortedMap<String, String> versions, long index) {
    public Present {
      versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }
  }

  /// Whether a saved state could be restored now, and what it would take the place of. Refused
  /// where the file is not the one that was saved, where a server is not well (a restore does not
  /// bear that one fails meanwhile), and where one is older than the leader that took the snapshot.
  public Present requireFit(World world, ApiFiles files, Saved saved) {
    var archive = read(files, saved.file());
    if (!saved.equals(saved(saved.version(), saved.file(), archive))) {
      throw damaged(saved.file(), "it is " + archive + ", saved was " + saved);
    }
    var inquiry = new Inquiry(world);
    var cluster = RaftCluster.look(product, inquiry);
    var troubles = troubles(cluster);
    if (!troubles.isEmpty()) {
      throw unfit("not every server is well", String.join("; ", troubles));
    }
    requireNoneOlder(cluster, saved.version());
    var versions = new TreeMap<String, String>();
    cluster.views().forEach(view -> versions.put(view.host(), view.version()));
    var leader = leader(cluster, inquiry);
    return new Present(leader.host(), versions, leader.lastLogIndex());
  }

  /// Puts a saved state in the place of the present one: everything written since is lost. Refused
  /// as `requireFit` does.
  ///
  /// Workers that the state does not know come back once their process is restarted. Done again, it
  /// takes the present state away again.
  public Outcome restore(World world, ApiFiles files, Saved saved) {
    var host = requireFit(world, files, saved).leader();
    once(
        "It is not known whether " + product.name() + " took the saved state.",
        () -> send(world, files, saved, host));
    once(
        product.name() + " took the saved state, and it is not seen that it is well with it.",
        () -> awaitWell(world));
    return new Outcome(
        true, product.name() + " is back at index " + saved.index() + " of " + saved.file());
  }

  private void send(World world, ApiFiles files, Saved saved, String host) {
    var answer = files.send(product.asked(new Inquiry(world)).restore(host), saved.file());
    if (!answer.isSuccess()) {
      throw Refusal.silent(product.name() + " did not take the snapshot.", says(host, answer));
    }
  }

  /// What must not be done a second time by itself: no answer is no reason to try again.
  private static void once(String what, Runnable act) {
    try {
      act.run();
    } catch (HoldfastException silent) {
      if (silent.kind() != ProblemKind.UNREACHABLE) {
        throw silent;
      }
      throw HoldfastException.of(
          Problem.of(ProblemId.API_REFUSED, what).withEvidence(silent.first().headline()), silent);
    }
  }

  private static ServerView leader(RaftCluster cluster, Inquiry inquiry) {
    return cluster
        .leaderView()
        .orElseThrow(
            () ->
                Refusal.silent(
                    "The servers of " + cluster.product().name() + " agree about no leader.",
                    inquiry.raw()));
  }

  private static List<String> troubles(RaftCluster cluster) {
    var troubles = new ArrayList<>(cluster.disagreements());
    for (var host : cluster.hosts().servers()) {
      cluster.objection(host).ifPresent(why -> troubles.add(host + ": " + why));
    }
    return troubles;
  }

  private void requireNoneOlder(RaftCluster cluster, String version) {
    for (var view : cluster.views()) {
      if (number(view.version()).compareTo(number(version)) < 0) {
        throw unfit(
            "no release reads the state of a later one",
            view.host() + " runs " + view.version() + ", the snapshot is of " + version);
      }
    }
  }

  private static Runtime.Version number(String version) {
    return Runtime.Version.parse(Versions.number(version));
  }

  /// The access rules of the saved state hold from now on: where they are not the site's, its token
  /// is refused, and this ends with that.
  private void awaitWell(World world) {
    var troubles = troubles(RaftCluster.look(product, new Inquiry(world)));
    for (var look = 0; look < LOOKS && !troubles.isEmpty(); look++) {
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
      troubles = troubles(RaftCluster.look(product, new Inquiry(world)));
    }
    if (!troubles.isEmpty()) {
      throw Refusal.silent(
          product.name() + " took the snapshot and is not well with it.",
          String.join("; ", troubles));
    }
  }

  private SnapshotArchive read(ApiFiles files, String name) {
    try (var file = files.open(name)) {
      return SnapshotArchive.read(file);
    } catch (IOException unreadable) {
      throw damaged(name, String.valueOf(unreadable.getMessage()));
    }
  }

  private HoldfastException damaged(String name, String evidence) {
    return Problem.of(
            ProblemId.SNAPSHOT_DAMAGED,
            "The snapshot of " + product.name() + " is damaged: " + name)
        .withEvidence(evidence)
        .withFix("Take it again, or use another copy of the file")
        .asException();
  }

  private HoldfastException unfit(String why, String evidence) {
    return Problem.of(
            ProblemId.SNAPSHOT_UNFIT,
            "The snapshot of " + product.name() + " cannot be restored now: " + why)
        .withEvidence(evidence)
        .withFix("holdfast status")
        .asException();
  }

  private static String says(String host, ApiAnswer answer) {
    return host + " answers " + answer.status() + ": " + answer.body().strip();
  }
}
