package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Electorate;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.gate.World;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/// The servers of such a product as a quorum system.
public record RaftQuorum(RaftProduct product) implements QuorumSystem {
  @Override
  public Electorate look(World world) {
    return RaftCluster.look(product, new Inquiry(world));
  }

  /// A majority has to name the same one; a server that knows none, such as one that was just
  /// changed and fails, does not count against them.
  @Override
  public Optional<String> leader(World world) {
    var api = product.asked(new Inquiry(world));
    var hosts = Hosts.of(world);
    var named =
        hosts.servers().stream()
            .map(host -> api.open(host, "/v1/status/leader"))
            .filter(Reply::isSuccess)
            .map(RaftApi::unquoted)
            .filter(name -> !name.isEmpty())
            .toList();
    var agreed = new TreeSet<>(named).size() == 1 && named.size() > hosts.servers().size() / 2;
    return agreed ? hosts.at(named.getFirst()) : Optional.empty();
  }

  @Override
  public List<String> members(World world) {
    var api = product.asked(new Inquiry(world));
    var hosts = Hosts.of(world);
    return hosts.servers().stream()
        .map(host -> api.open(host, "/v1/status/peers"))
        .filter(reply -> reply.isSuccess() && !reply.json().list().isEmpty())
        .findFirst()
        .map(
            reply ->
                reply.json().list().stream()
                    .map(peer -> hosts.nameAt(peer.text()))
                    .sorted()
                    .toList())
        .orElse(List.of());
  }

  @Override
  public SortedMap<String, String> objections(World world) {
    return QuorumSystem.objections(RaftCluster.look(product, new Inquiry(world)));
  }
}
