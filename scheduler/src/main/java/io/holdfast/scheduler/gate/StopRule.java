package io.holdfast.scheduler.gate;

import io.holdfast.scheduler.quorum.QuorumGuard;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Puts what the voters of a quorum system said before the one guard that decides whether a server
/// may be stopped, and says why not in words.
///
/// `planned` are all servers of the site; `members` are the hosts, or addresses of strangers, that
/// the answering servers know as their peers. That no other server is being changed is the run's
/// own matter: a group of servers is changed one by one, in the order of the journal. `gone` are
/// servers that may be no members any more, because they are being forgotten.
public record StopRule(
    String host,
    int plannedVoters,
    List<Voter> planned,
    SortedSet<String> members,
    SortedSet<String> gone) {
  public StopRule {
    planned = List.copyOf(planned);
    members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
    gone = Collections.unmodifiableSortedSet(new TreeSet<>(gone));
  }

  /// A planned voter: why it can't be counted on (empty when it can), and the leader it names.
  public record Voter(String host, Optional<String> objection, Optional<String> leader) {}

  /// `disagreements` are what the answering voters don't agree on.
  public Verdict judge(List<String> disagreements, Inquiry inquiry) {
    var names = new TreeSet<>(planned.stream().map(Voter::host).toList());
    // Where nobody says anything, it is for the numbers to say no.
    var actual = members.isEmpty() ? names : members;
    var wanted = new TreeSet<>(names);
    gone.stream().filter(server -> !actual.contains(server)).forEach(wanted::remove);
    var view =
        new QuorumGuard.View(
            plannedVoters,
            actual.stream().map(this::member).toList(),
            wanted,
            Collections.emptySortedSet());
    var ruling = QuorumGuard.mayStop(host, view);
    var reasons = new Reasons();
    reasons.unless(
        planned.size() == plannedVoters,
        "the site has " + planned.size() + " servers, the plan counts " + plannedVoters);
    if (plannedVoters > 1) {
      reasons.addAll(disagreements);
    }
    return reasons
        .unless(ruling.mayStop(), ruling.why() + objections())
        .verdict(ruling.why(), inquiry);
  }

  /// A stranger was not asked, so nothing speaks for it.
  private QuorumGuard.Member member(String name) {
    return planned.stream()
        .filter(voter -> voter.host().equals(name))
        .findFirst()
        .map(voter -> new QuorumGuard.Member(name, voter.objection().isEmpty(), voter.leader()))
        .orElseGet(() -> new QuorumGuard.Member(name, false, Optional.empty()));
  }

  private String objections() {
    var list =
        planned.stream()
            .filter(voter -> !voter.host().equals(host) && voter.objection().isPresent())
            .map(voter -> voter.host() + ": " + voter.objection().orElse(""))
            .toList();
    return list.isEmpty() ? "" : " (" + String.join(", ", list) + ")";
  }
}
