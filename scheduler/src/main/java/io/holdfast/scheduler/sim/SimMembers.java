package io.holdfast.scheduler.sim;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The members of a quorum as they come and go: a server that is forgotten is none any more, and
/// none again unless it still runs; one that was told by a `peers.json` who votes counts those that
/// it names, and no others; clean-up takes out who was not seen for long.
final class SimMembers {
  private static final long CLEAN_UP_MS = 54_000;
  private static final long VOTER_AFTER_MS = 10_000;

  private final SimWorld world;
  private final String system;
  private final String component;
  private final SortedMap<String, SimMember> members = new TreeMap<>();
  private final SortedSet<String> forgotten = new TreeSet<>();

  /// Clean-up never goes below this number of servers.
  private int places;

  private boolean cleaned;

  SimMembers(SimWorld world, String system, String component, int places) {
    this.world = world;
    this.system = system;
    this.component = component;
    this.places = places;
  }

  void keepPlaces(int planned) {
    places = planned;
  }

  boolean keepsPlaces(int planned) {
    return places == planned;
  }

  SortedMap<String, SimMember> all() {
    return members;
  }

  boolean contains(String host) {
    return members.containsKey(host);
  }

  SimMember get(String host) {
    var member = members.get(host);
    if (member == null) {
      throw new IllegalArgumentException(host + " is no member of " + system);
    }
    return member;
  }

  void join(String host) {
    if (!members.containsKey(host) && !forgotten.contains(host)) {
      var member = new SimMember(world.host(host));
      member.caughtUpAt = world.now();
      members.put(host, member);
    }
  }

  /// Says whether it was one.
  boolean forget(String host) {
    if (members.remove(host) == null) {
      return false;
    }
    forgotten.add(host);
    world.tell(() -> system + ": " + host + " is forgotten");
    return true;
  }

  /// How many are forgotten.
  int forgotten() {
    return forgotten.size();
  }

  void tell(String host, SortedSet<String> voters) {
    world.tell(() -> system + ": " + host + " is told that all voters are " + voters);
    get(host).told = Optional.of(voters);
  }

  /// The last entry that a majority of those has whom the leader counts, or of all without one.
  long heldByMajority(Optional<String> leader) {
    var held = (leader.isPresent() ? counted(leader.get()) : members).values();
    var most = held.stream().map(it -> it.applied).sorted(Comparator.reverseOrder()).toList();
    return most.get(most.size() / 2);
  }

  /// Whether servers that were told who votes, and others that were not, could each elect a leader.
  boolean isSplit() {
    var untold = members.keySet().stream().filter(host -> isFree(host, false)).count();
    return untold > members.size() / 2
        && members.entrySet().stream().anyMatch(entry -> isHeldByTold(entry.getValue()));
  }

  private boolean isFree(String host, boolean wasTold) {
    var member = get(host);
    return runs(member) && !member.host.isCutOff() && member.told.isPresent() == wasTold;
  }

  private boolean isHeldByTold(SimMember member) {
    return member
        .told
        .filter(
            voters ->
                voters.stream().filter(host -> isFree(host, true)).count() > voters.size() / 2)
        .isPresent();
  }

  /// Those that a server knows, without those that clean-up took out.
  SortedMap<String, SimMember> listed(String asked) {
    var all = new TreeMap<>(members);
    all.values().removeIf(SimMember::isRemoved);
    Optional.ofNullable(members.get(asked))
        .flatMap(member -> member.told)
        .ifPresent(voters -> all.keySet().retainAll(voters));
    return all;
  }

  /// Without a copy where nobody was told anything: it is asked at every event.
  SortedMap<String, SimMember> counted(String host) {
    return get(host).told.isEmpty() ? members : listed(host);
  }

  boolean runs(String host) {
    return world.host(host).units().isHealthy(component);
  }

  boolean runs(SimMember member) {
    return member.host.units().isHealthy(component);
  }

  boolean talk(String one, String other) {
    return one.equals(other) || !(world.host(one).isCutOff() || world.host(other).isCutOff());
  }

  /// A leader takes a forgotten server that answers in again. A manager that left has no way back.
  void takeBack(Optional<String> leader) {
    for (var host : List.copyOf(forgotten)) {
      if (!system.equals("swarm")
          && runs(host)
          && leader.filter(it -> talk(it, host)).isPresent()) {
        forgotten.remove(host);
        join(host);
        var member = get(host);
        member.voter = false;
        member.votesAt = world.now() + VOTER_AFTER_MS;
        world.tell(() -> system + ": " + host + " is taken in again");
      }
    }
  }

  /// Removes who was not seen for long, as far as places are not kept and a majority stays, and
  /// takes back who comes again. A swarm does nothing of the kind.
  void cleanUp(Set<String> downByUs) {
    if (system.equals("swarm") || (!cleaned && places >= members.size())) {
      return;
    }
    var now = world.now();
    var left = (int) members.values().stream().filter(it -> !it.removed).count();
    for (var entry : members.entrySet()) {
      var host = entry.getKey();
      var member = entry.getValue();
      if (member.removed && runs(member)) {
        member.removed = false;
        member.votesAt = now + VOTER_AFTER_MS;
      } else if (!member.removed
          && left > Math.max(places, 2)
          && now - member.seenAt > CLEAN_UP_MS) {
        left--;
        remove(host, member, downByUs.contains(host));
      }
    }
  }

  private void remove(String host, SimMember member, boolean isChanged) {
    cleaned = true;
    member.voter = false;
    member.removed = true;
    member.votesAt = Long.MAX_VALUE;
    world.tell(() -> system + ": " + host + " is cleaned up");
    if (isChanged) {
      world.violate(
          Promise.PLANNED_MEMBERS,
          host + " lost its place in " + system + " while the run changed it");
    }
  }
}
