package io.holdfast.scheduler.gate;

import io.holdfast.scheduler.quorum.QuorumGuard;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Puts what the voters of a quorum system said before the one guard that decides whether a server
/// may be stopped, and says why not in words.
public record StopRule(String host, int plannedVoters, List<Voter> voters) {
  public StopRule {
    voters = List.copyOf(voters);
  }

  /// A planned voter: why it can't be counted on (empty when it can), and the leader it names.
  public record Voter(String host, Optional<String> objection, Optional<String> leader) {}

  /// `disagreements` are what the answering voters don't agree on.
  public Verdict judge(List<String> disagreements, Inquiry inquiry) {
    var planned = new TreeSet<>(voters.stream().map(Voter::host).toList());
    var members =
        voters.stream()
            .map(
                voter ->
                    new QuorumGuard.Member(
                        voter.host(), voter.objection().isEmpty(), voter.leader()))
            .toList();
    var ruling =
        QuorumGuard.mayStop(
            host, new QuorumGuard.View(plannedVoters, members, planned, new TreeSet<>()));
    var reasons = new Reasons();
    reasons.unless(
        voters.size() == plannedVoters,
        "the site has " + voters.size() + " servers, the plan counts " + plannedVoters);
    if (plannedVoters > 1) {
      reasons.addAll(disagreements);
    }
    return reasons
        .unless(ruling.mayStop(), ruling.why() + objections())
        .verdict(ruling.why(), inquiry);
  }

  private String objections() {
    var list =
        voters.stream()
            .filter(voter -> !voter.host().equals(host) && voter.objection().isPresent())
            .map(voter -> voter.host() + ": " + voter.objection().orElse(""))
            .toList();
    return list.isEmpty() ? "" : " (" + String.join(", ", list) + ")";
  }
}
