package io.holdfast.scheduler.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A quorum of servers with terms, voters, a log index per server, elections that need a majority
/// that can talk, and a leader that goes on answering for a while when it is cut off. It moves on
/// whenever it is looked at, and remembers when each server could last have been spared.
///
/// Times from practice (Nomad 2.0.5 and Consul 1.8.7): the health list calls a stopped server
/// healthy for another half a minute; dead-server clean-up removes one after 54 s unless it is
/// held; a server that came back is a voter again after 10 s.
///
/// A server that is forgotten is no member any more, and none again unless it still runs. One that
/// was told by a `peers.json` who votes counts those that it names, and no others.
final class SimRaft {
  private static final long FORGETS_LEADER_MS = 2_000;
  private static final long HEALTH_LAG_MS = 32_000;
  private static final long CLEAN_UP_MS = 54_000;
  private static final long VOTER_AFTER_MS = 10_000;

  private final SimWorld world;
  private final String system;
  private final String component;
  private final List<String> servers;
  private final SortedMap<String, Member> members = new TreeMap<>();
  private final SortedMap<String, Long> downByUs = new TreeMap<>();
  private final SortedSet<String> forgotten = new TreeSet<>();
  private final Map<String, Long> sparable = new HashMap<>();
  private final Map<String, Long> healthyAt = new HashMap<>();
  private final Map<String, Long> unwellAt = new HashMap<>();
  private Optional<String> leader = Optional.empty();
  private Optional<String> deposed = Optional.empty();
  private long deposedUntil;
  private long leaderSince;
  private long electionAt;
  private long term;
  private long index = 30;
  private long ledFrom;
  private boolean founded;
  private boolean formed;

  /// What one server knows and has.
  static final class Member {
    private final SimHost host;
    private boolean voter = true;
    private boolean removed;
    private Optional<SortedSet<String>> told = Optional.empty();
    private boolean following;
    private long applied;
    private long caughtUpAt;
    private long votesAt;
    private long knownTerm;
    private Optional<String> heard = Optional.empty();
    private long heardAt;
    private long seenAt;
    private long stableSince;

    Member(SimHost host) {
      this.host = host;
    }

    boolean isVoter() {
      return voter;
    }

    /// Whether clean-up took it out of the members' list.
    boolean isRemoved() {
      return removed;
    }

    long knownTerm() {
      return knownTerm;
    }

    long heardAt() {
      return heardAt;
    }

    long stableSince() {
      return stableSince;
    }
  }

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

  /// Whether this component of a host is one of its servers.
  boolean holds(String host, String other) {
    return component.equals(other) && isServer(host);
  }

  /// A server that was told of the others; a quorum is founded when all planned ones were.
  void join(String host) {
    if (!members.containsKey(host) && !forgotten.contains(host)) {
      var member = new Member(world.host(host));
      member.caughtUpAt = world.now();
      members.put(host, member);
    }
  }

  boolean isMember(String host) {
    return members.containsKey(host);
  }

  /// A server is taken out of the voters.
  void forget(String host) {
    settle();
    if (members.remove(host) != null) {
      forgotten.add(host);
      downByUs.remove(host);
      world.tell(() -> system + ": " + host + " is forgotten");
      if (leader.filter(host::equals).isPresent()) {
        stepDown();
      }
    }
  }

  /// A server starts with a `peers.json`, which says who votes from now on.
  void tell(String host, SortedSet<String> voters) {
    world.tell(() -> system + ": " + host + " is told that all voters are " + voters);
    member(host).told = Optional.of(voters);
  }

  /// A server did not get the last entries.
  void trail(String host, long entries) {
    var member = member(host);
    member.applied = Math.max(0, member.applied - entries);
  }

  /// How far the last leader was that was elected, when it was.
  long ledFrom() {
    return ledFrom;
  }

  /// The last entry that a majority of those has whom the leader counts, or of all without one.
  long heldByMajority() {
    var held = (leader.isPresent() ? counted(leader.get()) : members).values();
    var most = held.stream().map(it -> it.applied).sorted(Comparator.reverseOrder()).toList();
    return most.get(most.size() / 2);
  }

  /// The last entry that any of these has.
  long mostHeldBy(List<String> hosts) {
    return hosts.stream().mapToLong(host -> member(host).applied).max().orElse(0);
  }

  /// Whether servers that were told who votes, and others that were not, could each elect a leader.
  boolean isSplit() {
    var untold = members.keySet().stream().filter(host -> isFree(host, false)).count();
    return untold > members.size() / 2
        && members.entrySet().stream().anyMatch(entry -> isHeldByTold(entry.getValue()));
  }

  private boolean isFree(String host, boolean wasTold) {
    var member = member(host);
    return runs(member) && !member.host.isCutOff() && member.told.isPresent() == wasTold;
  }

  private boolean isHeldByTold(Member member) {
    return member
        .told
        .filter(
            voters ->
                voters.stream().filter(host -> isFree(host, true)).count() > voters.size() / 2)
        .isPresent();
  }

  SortedMap<String, Member> members() {
    return members;
  }

  /// Those that a server knows, without those that clean-up took out.
  SortedMap<String, Member> listed(String asked) {
    var all = new TreeMap<>(members);
    all.values().removeIf(Member::isRemoved);
    Optional.ofNullable(members.get(asked))
        .flatMap(member -> member.told)
        .ifPresent(voters -> all.keySet().retainAll(voters));
    return all;
  }

  Member member(String host) {
    var member = members.get(host);
    if (member == null) {
      throw new IllegalArgumentException(host + " is no member of " + system);
    }
    return member;
  }

  boolean isHealthy(String host) {
    var member = members.get(host);
    return member != null
        && member.voter
        && runs(member)
        && (leader.isEmpty()
            ? !member.host.isCutOff()
            : leader.get().equals(host) || member.following);
  }

  private boolean runs(String host) {
    return world.host(host).units().isHealthy(component);
  }

  private boolean runs(Member member) {
    return member.host.units().isHealthy(component);
  }

  private boolean talk(String one, String other) {
    return one.equals(other) || !(world.host(one).isCutOff() || world.host(other).isCutOff());
  }

  int majority() {
    return (servers.size() - forgotten.size()) / 2 + 1;
  }

  int healthyOthers(String host) {
    return (int) servers.stream().filter(s -> !s.equals(host) && isHealthy(s)).count();
  }

  Optional<String> leader() {
    return leader;
  }

  long term() {
    return term;
  }

  long leaderSince() {
    return leaderSince;
  }

  boolean isFormed() {
    return formed;
  }

  /// Since when `host` could not have been spared any more, or -1 while it never could.
  long lastSparable(String host) {
    return sparable.getOrDefault(host, -1L);
  }

  /// When a server was last seen as a healthy voter, or -1.
  long lastHealthy(String host) {
    return healthyAt.getOrDefault(host, -1L);
  }

  /// When a server was last seen as no healthy voter, or -1.
  long lastUnwell(String host) {
    return unwellAt.getOrDefault(host, -1L);
  }

  /// Servers that the run has disturbed and that are not back yet.
  SortedSet<String> downByUs() {
    return new TreeSet<>(downByUs.keySet());
  }

  /// The run disturbs a server now; later it counts as back when it is healthy.
  void disturbed(String host) {
    downByUs.put(host, world.now());
  }

  void stepDown() {
    leader = Optional.empty();
    members.values().forEach(member -> member.following = false);
    electionAt = world.now() + world.seed.between(500, 3_000);
  }

  /// The leadership goes from a server to another one that has all there is, without an election.
  void handOverFrom(String host) {
    if (leader.filter(host::equals).isEmpty()) {
      return;
    }
    var now = world.now();
    var heirs =
        members.keySet().stream()
            .filter(other -> !other.equals(host) && isHealthy(other) && holdsTogether(other))
            .toList();
    if (!heirs.isEmpty()) {
      index = index(now) + 1;
      leader = Optional.of(world.seed.pick(heirs));
      leaderSince = now;
      term++;
      world.tell(() -> system + ": " + host + " hands over to " + leader.get());
    }
  }

  /// A process was started anew: it has to find its leader and its place again.
  void restarted(String host, boolean empty) {
    var member = members.get(host);
    if (member != null) {
      member.following = false;
      member.heard = Optional.empty();
      member.applied = empty ? 0 : member.applied;
      member.caughtUpAt = world.now() + 500 + world.seed.between(0, empty ? 8_000 : 3_000);
    }
  }

  // What a server says.

  /// Whom a server takes for the leader; a deposed one takes itself for it until its lease is over.
  Optional<String> leaderSeenBy(String host) {
    if (isDeposed(host)) {
      return Optional.of(host);
    }
    return leader.filter(host::equals).or(() -> member(host).heard);
  }

  String stateOf(String host) {
    if (leaderSeenBy(host).filter(host::equals).isPresent()) {
      return "Leader";
    }
    return member(host).heard.isPresent() ? "Follower" : "Candidate";
  }

  private boolean isDeposed(String host) {
    return deposed.filter(host::equals).isPresent() && world.now() < deposedUntil && runs(host);
  }

  long index(long nowMs) {
    return leader.isPresent() ? index + (nowMs - leaderSince) / 500 : index;
  }

  long appliedBy(String host, long nowMs) {
    if (leader.filter(host::equals).isPresent()) {
      return index(nowMs);
    }
    var member = member(host);
    return member.following && nowMs >= member.caughtUpAt ? index(nowMs) : member.applied;
  }

  /// Adds an entry through a server; -1 where it knows no leader that can take it.
  long write(String host) {
    if (leader.isEmpty() || !leaderSeenBy(host).equals(leader)) {
      return -1;
    }
    return ++index + (world.now() - leaderSince) / 500;
  }

  /// What the leader's health list says of a server: it lags.
  boolean calledHealthy(String host) {
    var member = members.get(host);
    return member != null && world.now() - member.seenAt < HEALTH_LAG_MS;
  }

  // Time.

  /// Lets time pass: a leader that is gone is missed, a new one is elected, servers catch up.
  void settle() {
    if (!formed && !form()) {
      return;
    }
    if (leader.isPresent() && !holdsTogether(leader.get())) {
      depose();
    }
    if (leader.isEmpty() && world.now() >= electionAt) {
      elect();
    }
    members.forEach(this::follow);
    takeBack();
    cleanUp();
    downByUs.entrySet().removeIf(down -> world.now() > down.getValue() && isHealthy(down.getKey()));
    var healthy = 0;
    for (var server : servers) {
      if (isHealthy(server)) {
        healthy++;
        healthyAt.put(server, world.now());
      } else {
        unwellAt.put(server, world.now());
      }
    }
    for (var server : servers) {
      var others = healthy - (isHealthy(server) ? 1 : 0);
      if (servers.size() == 1 || others >= majority()) {
        sparable.put(server, world.now());
      }
    }
  }

  private boolean form() {
    formed = members.size() == servers.size() && servers.stream().allMatch(this::runs);
    return formed;
  }

  private boolean holdsTogether(String host) {
    if (!runs(host)) {
      return false;
    }
    var voters = 0;
    var reached = 0;
    for (var entry : counted(host).entrySet()) {
      if (entry.getValue().voter) {
        voters++;
        reached += runs(entry.getValue()) && talk(host, entry.getKey()) ? 1 : 0;
      }
    }
    return reached >= voters / 2 + 1;
  }

  /// Without a copy where nobody was told anything: it is asked at every event.
  private SortedMap<String, Member> counted(String host) {
    return member(host).told.isEmpty() ? members : listed(host);
  }

  private void depose() {
    index = index(world.now());
    deposed = leader;
    deposedUntil = world.now() + world.seed.between(500, 2_500);
    stepDown();
  }

  private void elect() {
    var candidates = new ArrayList<String>();
    var best = 0L;
    for (var entry : members.entrySet()) {
      if (entry.getValue().voter && holdsTogether(entry.getKey()) && isVotedFor(entry.getKey())) {
        candidates.add(entry.getKey());
        best = Math.max(best, entry.getValue().applied);
      }
    }
    var needed = best;
    candidates.removeIf(host -> member(host).applied < needed);
    if (candidates.isEmpty()) {
      return;
    }
    leader = Optional.of(world.seed.pick(candidates));
    leaderSince = world.now();
    term++;
    ledFrom = best;
    if (!founded && member(leader.get()).told.isPresent()) {
      founded = true;
      index = best;
    }
    index++;
    world.tell(() -> system + ": " + leader.get() + " leads, term " + term);
  }

  /// Nobody votes for a server that has less; where few were told who votes, each of them is
  /// needed.
  private boolean isVotedFor(String host) {
    var member = member(host);
    return member.told.isEmpty()
        || listed(host).values().stream()
            .noneMatch(other -> runs(other) && other.applied > member.applied);
  }

  private void follow(String host, Member member) {
    var now = world.now();
    var runs = runs(member);
    var reaches =
        runs
            && leader.isPresent()
            && talk(leader.get(), host)
            && counted(leader.get()).containsKey(host);
    if (runs && !member.host.isCutOff()) {
      if (now - member.seenAt > HEALTH_LAG_MS) {
        member.stableSince = now;
      }
      member.seenAt = now;
    }
    if (reaches) {
      if (!member.following && world.refusesSnapshot(host, component, leader.get())) {
        world.host(host).units().refuse(component);
        return;
      }
      member.following = true;
      member.told = member(leader.get()).told;
      member.heard = leader;
      member.heardAt = now;
      member.knownTerm = term;
      if (now >= member.caughtUpAt) {
        member.applied = index(now);
        world.wroteData(host, component);
      }
      if (!member.voter && now >= member.votesAt) {
        member.voter = true;
      }
    } else {
      member.following = false;
      if (now - member.heardAt > FORGETS_LEADER_MS || !runs) {
        member.heard = Optional.empty();
      }
    }
  }

  /// A leader takes a forgotten server that answers in again. A manager that left has no way back.
  private void takeBack() {
    for (var host : List.copyOf(forgotten)) {
      if (!system.equals("swarm")
          && runs(host)
          && leader.filter(it -> talk(it, host)).isPresent()) {
        forgotten.remove(host);
        join(host);
        var member = member(host);
        member.voter = false;
        member.votesAt = world.now() + VOTER_AFTER_MS;
        world.tell(() -> system + ": " + host + " is taken in again");
      }
    }
  }

  /// Removes who was not seen for long, unless that is held, and takes back who comes again.
  private void cleanUp() {
    if (!world.options.has(Plant.CLEANUP_NOT_HELD) || leader.isEmpty()) {
      return;
    }
    var now = world.now();
    members.forEach(
        (host, member) -> {
          if (!member.removed && now - member.seenAt > CLEAN_UP_MS) {
            member.voter = false;
            member.removed = true;
            member.votesAt = Long.MAX_VALUE;
            world.tell(() -> system + ": " + host + " is cleaned up");
            if (downByUs.containsKey(host)) {
              world.violate(
                  Promise.PLANNED_MEMBERS,
                  host + " lost its place in " + system + " while the run changed it");
            }
          } else if (member.removed && runs(host)) {
            member.removed = false;
            member.votesAt = now + VOTER_AFTER_MS;
          }
        });
  }
}
