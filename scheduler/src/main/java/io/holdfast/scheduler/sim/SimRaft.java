package io.holdfast.scheduler.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// A quorum of servers: who can vote, who leads, in which term. It moves on whenever it is looked
/// at, and remembers when each server could last have been spared.
final class SimRaft {
  private final SimWorld world;
  private final String system;
  private final String component;
  private final List<String> servers;
  private final SortedSet<String> members = new TreeSet<>();
  private final SortedSet<String> downByUs = new TreeSet<>();
  private final Map<String, Long> sparable = new HashMap<>();
  private Optional<String> leader = Optional.empty();
  private long leaderSince;
  private long electionAt;
  private long term;
  private boolean formed;

  SimRaft(SimWorld world, String system, String component, List<String> servers) {
    this.world = world;
    this.system = system;
    this.component = component;
    this.servers = servers;
  }

  String system() {
    return system;
  }

  String component() {
    return component;
  }

  boolean isServer(String host) {
    return servers.contains(host);
  }

  void join(String host) {
    members.add(host);
  }

  SortedSet<String> members() {
    return members;
  }

  boolean isHealthy(String host) {
    return members.contains(host) && world.host(host).isHealthy(component);
  }

  int healthyOthers(String host) {
    var count = 0;
    for (var server : servers) {
      if (!server.equals(host) && isHealthy(server)) {
        count++;
      }
    }
    return count;
  }

  int majority() {
    return servers.size() / 2 + 1;
  }

  Optional<String> leader() {
    return leader;
  }

  long leaderSince() {
    return leaderSince;
  }

  boolean isFormed() {
    return formed;
  }

  /// Since when `host` could not have been spared any more, or -1 while it can.
  long lastSparable(String host) {
    return sparable.getOrDefault(host, -1L);
  }

  SortedSet<String> downByUs() {
    return downByUs;
  }

  void stepDown() {
    leader = Optional.empty();
    electionAt = world.now() + world.seed.between(500, 3_000);
  }

  /// Lets time pass: a leader that is gone is missed, a new one is elected.
  void settle() {
    if (leader.isPresent() && !isHealthy(leader.get())) {
      stepDown();
    }
    var healthy = new ArrayList<String>();
    for (var server : servers) {
      if (isHealthy(server)) {
        healthy.add(server);
      }
    }
    if (leader.isEmpty() && world.now() >= electionAt && healthy.size() >= majority()) {
      leader = Optional.of(world.seed.pick(healthy));
      leaderSince = world.now();
      term++;
      world.tell(() -> system + ": " + leader.get() + " leads, term " + term);
    }
    formed |= healthy.size() == servers.size();
    downByUs.removeIf(healthy::contains);
    for (var server : servers) {
      var others = healthy.size() - (healthy.contains(server) ? 1 : 0);
      if (servers.size() == 1 || others >= majority()) {
        sparable.put(server, world.now());
      }
    }
  }
}
