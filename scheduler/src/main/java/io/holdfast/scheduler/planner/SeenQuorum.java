package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.gate.Electorate;
import io.holdfast.scheduler.quorum.QuorumGuard;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// One quorum system as its planned servers and their hosts show it, whether or not it works.
///
/// `named` maps each server that answers to whom it takes for the leader, empty for nobody;
/// `members` are the voters that those know; `objections` say of planned servers why they do not
/// vote now.
public record SeenQuorum(
    String system,
    List<SeenServer> servers,
    SortedMap<String, String> named,
    SortedSet<String> members,
    SortedMap<String, String> objections) {
  public SeenQuorum {
    servers = List.copyOf(servers);
    named = Collections.unmodifiableSortedMap(new TreeMap<>(named));
    members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
    objections = Collections.unmodifiableSortedMap(new TreeMap<>(objections));
  }

  /// How a quorum stands.
  public enum State {
    /// Somebody leads.
    LED,
    /// Nobody leads, and the hosts of a majority answer with the data they had.
    STARTABLE,
    /// Nobody leads, and of less than a majority there is any data.
    LOST
  }

  /// Servers as they were seen, with what the product itself says on those of them that it was
  /// asked on.
  public static SeenQuorum of(
      Site site, String system, List<SeenServer> servers, Electorate product) {
    var named = new TreeMap<String, String>();
    var objections = new TreeMap<String, String>();
    for (var server : product.answering()) {
      var leader = product.leaderNamedBy(server).map(name -> VoterChecks.named(site, name));
      named.put(server, leader.orElse(""));
    }
    var asked = product.hosts().servers();
    for (var server : servers) {
      var objection =
          asked.contains(server.host())
              ? product.objection(server.host())
              : Optional.of("it was not asked");
      objection.ifPresent(why -> objections.put(server.host(), why.lines().findFirst().orElse("")));
    }
    var members = new TreeSet<String>();
    product.members().forEach(member -> members.add(VoterChecks.named(site, member)));
    return new SeenQuorum(system, servers, named, members, objections);
  }

  public State state() {
    if (leader().isPresent()) {
      return State.LED;
    }
    return able().size() >= majority() ? State.STARTABLE : State.LOST;
  }

  /// The one whom a majority of the voters that the cluster itself knows take for the leader: after
  /// a recovery those may be fewer than planned. A manager of a swarm tells its nodes only while
  /// there is a quorum, so there one is enough.
  public Optional<String> leader() {
    var most = system.equals(Engine.SWARM.word()) ? 0 : members.size() / 2;
    return named.values().stream()
        .filter(name -> !name.isEmpty())
        .distinct()
        .filter(name -> named.values().stream().filter(name::equals).count() > most)
        .findFirst();
  }

  /// Whether anybody at all knows a leader; enough to keep hands off.
  public boolean namesLeader() {
    return named.values().stream().anyMatch(name -> !name.isEmpty());
  }

  /// Servers whose hosts answer and have their data, in the order of the site.
  public List<String> able() {
    return servers.stream().filter(SeenServer::canVote).map(SeenServer::host).toList();
  }

  /// Planned servers that do not vote although somebody leads.
  public List<String> missing() {
    return servers.stream()
        .map(SeenServer::host)
        .filter(host -> objections.containsKey(host))
        .toList();
  }

  /// Whether nothing is left to wish for.
  public boolean isWhole() {
    return state() == State.LED && missing().isEmpty() && members.size() == servers.size();
  }

  public int majority() {
    return QuorumGuard.majority(servers.size());
  }

  public Optional<SeenServer> server(String host) {
    return servers.stream().filter(seen -> seen.host().equals(host)).findFirst();
  }

  /// As people are shown it: how the quorum stands, then each server.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        switch (state()) {
          case LED ->
              system
                  + ": "
                  + leader().orElse("")
                  + " leads, "
                  + (servers.size() - missing().size())
                  + " of "
                  + servers.size()
                  + " servers vote";
          case STARTABLE, LOST ->
              system
                  + ": nobody leads; "
                  + able().size()
                  + " of "
                  + servers.size()
                  + " servers have their data and can be started, "
                  + majority()
                  + " are needed";
        });
    for (var server : servers) {
      var why = Optional.ofNullable(objections.get(server.host())).filter(_ -> server.runs());
      lines.add("  " + server.host() + ": " + server.words() + why.map(it -> "; " + it).orElse(""));
    }
    return lines;
  }
}
