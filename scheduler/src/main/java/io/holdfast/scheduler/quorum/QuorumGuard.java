package io.holdfast.scheduler.quorum;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Says whether one server may be stopped without taking the quorum away. Pure.
///
/// The others must be able to vote without it: at least floor(N/2)+1 of them healthy, N the PLANNED
/// number of voters; all who are asked name the same leader; nobody else is being changed; the
/// members are the planned ones. A planned single server is its own path: it has nobody to lean on,
/// and its downtime was announced.
public final class QuorumGuard {
  private QuorumGuard() {}

  /// What one member said when it was asked itself: healthy voter or not, and the leader it sees.
  public record Member(String host, boolean healthyVoter, Optional<String> leaderSeen) {}

  /// `plannedVoters` is N; `members` are the answers of each member of the actual peer set;
  /// `touched` are servers that a run has begun to change and that are not back yet.
  public record View(
      int plannedVoters,
      List<Member> members,
      SortedSet<String> planned,
      SortedSet<String> touched) {
    public View {
      members = List.copyOf(members);
      planned = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(planned));
      touched = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(touched));
    }
  }

  /// The answer: `why` has the numbers, for people.
  public record Ruling(boolean mayStop, String why) {}

  public static int majority(int plannedVoters) {
    return plannedVoters / 2 + 1;
  }

  public static Ruling mayStop(String host, View view) {
    var others = new TreeSet<>(view.touched());
    others.remove(host);
    if (!others.isEmpty()) {
      return no(String.join(", ", others) + " is being changed and not back yet");
    }
    var actual = new TreeSet<String>();
    view.members().forEach(member -> actual.add(member.host()));
    if (!actual.equals(view.planned())) {
      return no("members are " + actual + ", planned are " + view.planned());
    }
    return view.plannedVoters() == 1 ? single() : withOthers(host, view);
  }

  private static Ruling withOthers(String host, View view) {
    var healthy =
        view.members().stream().filter(m -> !m.host().equals(host) && m.healthyVoter()).toList();
    var need = majority(view.plannedVoters());
    var count =
        healthy.size()
            + " of "
            + (view.plannedVoters() - 1)
            + " other voters healthy, "
            + need
            + " needed";
    if (healthy.size() < need) {
      return no(count);
    }
    var leaders = new TreeSet<String>();
    for (var member : healthy) {
      if (member.leaderSeen().isEmpty()) {
        return no(member.host() + " sees no leader");
      }
      leaders.add(member.leaderSeen().get());
    }
    if (leaders.size() != 1) {
      return no("members disagree about the leader: " + leaders);
    }
    return new Ruling(true, count + ", leader " + leaders.first());
  }

  private static Ruling single() {
    return new Ruling(true, "the only server: its downtime was announced");
  }

  private static Ruling no(String why) {
    return new Ruling(false, why);
  }
}
