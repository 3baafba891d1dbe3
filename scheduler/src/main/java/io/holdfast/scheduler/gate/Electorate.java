package io.holdfast.scheduler.gate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The servers of a quorum system at one moment, each by its own word, and what they agree on.
///
/// A member or a leader is the name of a host, or the address of a stranger.
public interface Electorate {
  Hosts hosts();

  /// The servers of the site that answered, in the order of the site file.
  List<String> answering();

  /// Whom a server takes for the leader; empty while it names none or does not answer.
  Optional<String> leaderNamedBy(String server);

  /// What a server that answers knows otherwise than planned about the members; that any of `gone`
  /// are no members any more is as planned, too.
  List<String> unplanned(String server, SortedSet<String> gone);

  /// Everybody whom an answering server has among the members.
  SortedSet<String> members();

  /// Why a server can't be counted on to vote; empty when it can.
  Optional<String> objection(String server);

  /// Whether a vote may come from it: by its own word, or while it is silent by that of others.
  boolean mayVote(String server);

  /// The one whom every answering server names; empty while one names none or they differ.
  default Optional<String> leader() {
    var named = new TreeSet<String>();
    answering().forEach(server -> named.add(leaderNamedBy(server).orElse("")));
    return named.size() == 1
        ? Optional.of(named.first()).filter(name -> !name.isEmpty())
        : Optional.empty();
  }

  /// The same, where it is a host of the site.
  default Optional<String> leaderHost() {
    return leader().filter(hosts().servers()::contains);
  }

  /// What is wrong with the agreement of the answering servers: leader, and members as planned.
  default List<String> disagreements() {
    return disagreements(Collections.emptySortedSet());
  }

  /// The same where some servers may have been forgotten already.
  default List<String> disagreements(SortedSet<String> gone) {
    if (answering().isEmpty()) {
      return List.of("no server answers");
    }
    var reasons = new ArrayList<String>();
    if (leader().isEmpty()) {
      var named =
          answering().stream()
              .map(server -> server + " names " + leaderNamedBy(server).orElse("none"))
              .toList();
      reasons.add("no one leader: " + String.join(", ", named));
    }
    answering().forEach(server -> reasons.addAll(unplanned(server, gone)));
    return reasons;
  }

  /// Whether a server may be stopped, by the parameters of a gate. With `without` the members may
  /// also be the planned ones without those hosts: they are being forgotten, and may be forgotten
  /// already. How many of the others are needed stays the same, but where the host is forgotten
  /// itself and every member is well: after the recovery of a lost majority there are fewer.
  default Verdict mayStop(Parameters parameters, Inquiry inquiry) {
    var gone = parameters.names(Parameters.WITHOUT);
    var host = parameters.text("host");
    var verdict = stopRule(parameters).judge(disagreements(gone), inquiry);
    return !(verdict instanceof Verdict.Met) && gone.contains(host) && isWellWithout(gone)
        ? new Verdict.Met(
            host + " is no member, and every member is well: " + members(), inquiry.raw())
        : verdict;
  }

  private boolean isWellWithout(SortedSet<String> gone) {
    var members = members();
    return !members.isEmpty()
        && Collections.disjoint(members, gone)
        && hosts().servers().containsAll(members)
        && leaderHost().isPresent()
        && members.stream().allMatch(member -> objection(member).isEmpty());
  }

  /// Whether a server may be stopped, as a question to the one guard that decides it.
  default StopRule stopRule(Parameters parameters) {
    var voters =
        hosts().servers().stream()
            .map(server -> new StopRule.Voter(server, objection(server), leaderNamedBy(server)))
            .toList();
    return new StopRule(
        parameters.text("host"),
        parameters.number("plannedVoters"),
        voters,
        members(),
        parameters.names(Parameters.WITHOUT));
  }
}
