package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.raft.RaftApi;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which hosts a person may switch off at any moment. It lies among Consul's own keys: every site
/// has it, a majority of its servers keeps it, and each machine of an administrator sees it.
public final class Maintenance {
  private static final String FOLDER = "holdfast/maintenance/";
  private static final String PATH = "/v1/kv/" + FOLDER;
  private static final int FOUND = 200;
  private static final int NOT_FOUND = 404;

  private static final int LOOKS = 5;
  private static final long PAUSE_MS = 2_000;

  private final World world;
  private final ConsulApi consul;

  public Maintenance(World world) {
    this.world = world;
    this.consul = new ConsulApi(new Inquiry(world));
  }

  /// The names of hosts in maintenance; empty where no server of Consul knows a leader, for longer
  /// than an election takes. Where one does, and none of them tells the notes, this is refused:
  /// that nothing was told does not mean that nothing is noted.
  public Optional<SortedSet<String>> told() {
    for (var look = 1; look < LOOKS; look++) {
      var seen = look();
      if (seen.names().isPresent()) {
        return seen.names();
      }
      world.clock().sleepMs(PAUSE_MS);
    }
    var last = look();
    if (last.names().isEmpty() && !last.troubles().isEmpty()) {
      throw untold(last.troubles());
    }
    return last.names();
  }

  /// For who only looks, at once: none where nobody tells.
  public SortedSet<String> seen() {
    return look().names().orElseGet(Collections::emptySortedSet);
  }

  private record Look(Optional<SortedSet<String>> names, List<String> troubles) {}

  private Look look() {
    var troubles = new ArrayList<String>();
    for (var server : Hosts.of(world).servers()) {
      if (RaftApi.unquoted(consul.open(server, "/v1/status/leader")).isEmpty()) {
        continue;
      }
      var reply = consul.get(server, PATH + "?keys");
      var names = new TreeSet<String>();
      reply.json().list().forEach(key -> names.add(key.text().replaceFirst("^" + FOLDER, "")));
      if (reply.status() == NOT_FOUND || (reply.status() == FOUND && !names.isEmpty())) {
        names.removeIf(_ -> reply.status() == NOT_FOUND);
        return new Look(Optional.of(Collections.unmodifiableSortedSet(names)), List.of());
      }
      troubles.add(reply.trouble());
    }
    return new Look(Optional.empty(), troubles);
  }

  private static HoldfastException untold(List<String> troubles) {
    return Problem.of(
            ProblemId.API_SILENT, "No server of Consul tells which hosts are in maintenance")
        .withEvidence(String.join("; ", troubles))
        .withFix("holdfast status   # once Consul is well: give the command once more")
        .withClusterSafe(true, "this command changed nothing")
        .asException();
  }

  /// Whether a host is in maintenance; silence is no answer.
  boolean has(String host) {
    var found = consul.get(consul.requiredServer(), PATH + host);
    if (found.status() != FOUND && found.status() != NOT_FOUND) {
      throw Refusal.silent("Consul does not tell what is in maintenance.", found.trouble());
    }
    return found.status() == FOUND;
  }

  void add(String host) {
    required(host, consul.put(consul.requiredServer(), PATH + host, "{}"));
  }

  void remove(String host) {
    required(host, consul.delete(consul.requiredServer(), PATH + host));
  }

  private static void required(String host, Reply reply) {
    if (!reply.isSuccess()) {
      throw Refusal.silent("Consul does not keep a note about " + host + ".", reply.trouble());
    }
  }
}
