package io.holdfast.scheduler.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  private final SimWorld world;
  private final String system;
  private final String component;
  private final List<String> servers;
  private final SimMembers members;
  private final SortedMap<String, Long> downByUs = new TreeMap<>();
  private final Map<String, Spells> spells = new HashMap<>();
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

  /// When a server could last be spared, and was last seen as a healthy voter and as none; -1 for
  /// never.
  private static final class Spells {
    private long sparable = -1;
    private long healthy = -1;
    private long unwell = -1;
    private boolean isWell;
  }

  SimRaft(SimWorld world, String system, String component, List<String> servers) {
    this.world = world;
    this.system = system;
    this.component = component;
    this.servers = servers;
    this.members = new SimMembers(world, system, component, servers.size());
    servers.forEach(server -> spells.put(server, new Spells()));
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
    members.join(host);
  }

  boolean isMember(String host) {
    return members.contains(host);
  }

  /// Clean-up never goes below so many servers.
  void keepPlaces(int planned) {
    members.keepPlaces(planned);
  }

  boolean keepsPlaces() {
    return members.keepsPlaces(servers.size());
  }

  /// A server is taken out of the voters.
  void forget(String host) {
    settle();
    if (members.forget(host)) {
      downByUs.remove(host);
      if (leader.filter(host::equals).isPresent()) {
        stepDown();
      }
    }
  }

  /// A server starts with a `peers.json`, which says who votes from now on.
  void tell(String host, SortedSet<String> voters) {
    members.tell(host, voters);
  }

  /// A server did not get the last entries.
  void trail(String host, long entries) {
    var member = member(host);
    member.applied = Math.max(0, member.applied - entries);
  }

  /// Whether servers that were told who votes, and others that were not, could each elect a leader.
  boolean isSplit() {
    return members.isSplit();
  }

  /// The last entry that a majority of those has whom the leader counts, or of all without one.
  long heldByMajority() {
    return members.heldByMajority(leader);
  }

  /// The last entry that any of these has.
  long mostHeldBy(List<String> hosts) {
    return hosts.stream().mapToLong(host -> member(host).applied).max().orElse(0);
  }

  /// Those that a server knows.
  SortedMap<String, SimMember> listed(String asked) {
    return members.listed(asked);
  }

  SimMember member(String host) {
    return members.get(host);
  }

  /// How far the last leader was that was elected, when it was.
  long ledFrom() {
    return ledFrom;
  }

  SortedMap<String, SimMember> members() {
    return members.all();
  }

  boolean isHealthy(String host) {
    var member = members.all().get(host);
    return member != null
        && member.voter
        && members.runs(member)
        && (leader.isEmpty()
            ? !member.host.isCutOff()
            : leader.get().equals(host) || member.following);
  }

  int majority() {
    return (servers.size() - members.forgotten()) / 2 + 1;
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
    return spell(host).sparable;
  }

  /// When a server was last seen as a healthy voter, or -1.
  long lastHealthy(String host) {
    return spell(host).healthy;
  }

  /// When a server was last seen as no healthy voter, or -1.
  long lastUnwell(String host) {
    return spell(host).unwell;
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
    index = index(world.now());
    leader = Optional.empty();
    members.all().values().forEach(member -> member.following = false);
    electionAt = world.now() + world.seed.between(500, 3_000);
  }

  /// The leadership goes from a server to another one that has all there is, without an election.
  void handOverFrom(String host) {
    if (leader.filter(host::equals).isEmpty()) {
      return;
    }
    var now = world.now();
    var heirs =
        members.all().keySet().stream()
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
    var member = members.all().get(host);
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
    return deposed.filter(host::equals).isPresent()
        && world.now() < deposedUntil
        && members.runs(host);
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
    var member = members.all().get(host);
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
    members.all().forEach(this::follow);
    members.takeBack(leader);
    if (leader.isPresent()) {
      members.cleanUp(downByUs.keySet());
    }
    downByUs.entrySet().removeIf(down -> world.now() > down.getValue() && isHealthy(down.getKey()));
    note();
  }

  private Spells spell(String host) {
    return Objects.requireNonNull(spells.get(host), host);
  }

  /// How each server stands now.
  private void note() {
    var now = world.now();
    var healthy = 0;
    for (var server : servers) {
      var spell = spell(server);
      spell.isWell = isHealthy(server);
      if (spell.isWell) {
        healthy++;
        spell.healthy = now;
      } else {
        spell.unwell = now;
      }
    }
    for (var server : servers) {
      var spell = spell(server);
      var others = healthy - (spell.isWell ? 1 : 0);
      if (servers.size() == 1 || others >= majority()) {
        spell.sparable = now;
      }
    }
  }

  private boolean form() {
    formed = members.all().size() == servers.size() && servers.stream().allMatch(members::runs);
    return formed;
  }

  private boolean holdsTogether(String host) {
    if (!members.runs(host)) {
      return false;
    }
    var voters = 0;
    var reached = 0;
    for (var entry : members.counted(host).entrySet()) {
      if (entry.getValue().voter) {
        voters++;
        reached += members.runs(entry.getValue()) && members.talk(host, entry.getKey()) ? 1 : 0;
      }
    }
    return reached >= voters / 2 + 1;
  }

  private void depose() {
    deposed = leader;
    deposedUntil = world.now() + world.seed.between(500, 2_500);
    stepDown();
  }

  private void elect() {
    var candidates = new ArrayList<String>();
    var best = 0L;
    for (var entry : members.all().entrySet()) {
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
            .noneMatch(other -> members.runs(other) && other.applied > member.applied);
  }

  private void follow(String host, SimMember member) {
    var now = world.now();
    var runs = members.runs(member);
    var reaches =
        runs
            && leader.isPresent()
            && members.talk(leader.get(), host)
            && members.counted(leader.get()).containsKey(host);
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
}
