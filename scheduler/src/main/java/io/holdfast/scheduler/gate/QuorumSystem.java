package io.holdfast.scheduler.gate;

import io.holdfast.scheduler.consul.ConsulApi;
import io.holdfast.scheduler.nomad.NomadApi;
import io.holdfast.scheduler.raft.RaftQuorum;
import io.holdfast.scheduler.swarm.SwarmQuorum;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A product whose servers agree by majority: who leads it now and who its voters are.
public interface QuorumSystem {
  /// The system a plan names: `consul`, `nomad` or `swarm`.
  static QuorumSystem named(String name) {
    return switch (name) {
      case "consul" -> new RaftQuorum(ConsulApi.RAFT);
      case "nomad" -> new RaftQuorum(NomadApi.RAFT);
      case "swarm" -> new SwarmQuorum();
      default ->
          throw HoldfastException.of(ProblemId.INTERNAL_ERROR, "there is no quorum system " + name);
    };
  }

  /// Asks each server of the site separately.
  Electorate look(World world);

  /// The host that the members agree on as leader; how many of them have to name it is the
  /// product's. Empty while they differ.
  Optional<String> leader(World world);

  /// The voters as the cluster itself knows them: host names, or addresses of strangers; sorted.
  /// Empty when nobody answers.
  List<String> members(World world);

  /// Why servers of the site can't be counted on to vote, by the names of their hosts; one that can
  /// has no entry.
  SortedMap<String, String> objections(World world);

  /// The same of servers that were asked.
  static SortedMap<String, String> objections(Electorate servers) {
    var found = new TreeMap<String, String>();
    for (var server : servers.hosts().servers()) {
      servers.objection(server).ifPresent(why -> found.put(server, why));
    }
    return found;
  }
}
