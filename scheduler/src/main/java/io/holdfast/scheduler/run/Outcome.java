package io.holdfast.scheduler.run;

import com.fasterxml.jackson.annotation.JsonValue;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// How a run ended: exit code, what went wrong, what became of each group, and how long each step
/// took. `resumable` says whether `resume` has something to do. `leftBehind` are the workers that
/// gave no answer, where all else is done.
public record Outcome(
    int exitCode,
    boolean resumable,
    List<Problem> problems,
    List<GroupOutcome> groups,
    List<StepTiming> steps,
    Optional<List<String>> leftBehind) {

  public Outcome {
    problems = List.copyOf(problems);
    groups = List.copyOf(groups);
    steps = List.copyOf(steps);
    leftBehind = leftBehind.map(List::copyOf);
  }

  /// Of a run that has left nobody behind.
  public Outcome(
      int exitCode,
      boolean resumable,
      List<Problem> problems,
      List<GroupOutcome> groups,
      List<StepTiming> steps) {
    this(exitCode, resumable, problems, groups, steps, Optional.empty());
  }

  Outcome behind(List<String> hosts) {
    return new Outcome(exitCode, resumable, problems, groups, steps, Optional.of(hosts));
  }

  /// Whether all was done that could be done without the workers that gave no answer.
  public boolean doneButForSome() {
    return leftBehind.isPresent();
  }

  /// The hosts of a removal that were emptied, whatever became of the later ones: they stay closed
  /// until the removal is given again, or they are opened by hand.
  public Set<String> emptied() {
    return groups.stream()
        .filter(group -> empties(group.path()))
        .flatMap(group -> group.hosts().stream())
        .filter(host -> host.outcome() == End.FINAL)
        .map(HostOutcome::host)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// Whether a group takes the work of hosts elsewhere before they leave.
  static boolean empties(String groupPath) {
    return groupPath.equals(Plan.Verb.REMOVE.path());
  }

  /// `order` is the order in which the hosts were, or would have been, changed.
  public record GroupOutcome(
      String path,
      String component,
      Optional<String> leaderBefore,
      List<String> order,
      Optional<LeaderMove> leaderMoved,
      End outcome,
      List<HostOutcome> hosts) {
    public GroupOutcome {
      order = List.copyOf(order);
      hosts = List.copyOf(hosts);
    }
  }

  /// `at` is wall-clock milliseconds, for people.
  public record LeaderMove(String to, long at) {}

  public record HostOutcome(String host, End outcome) {}

  /// `FINAL` all done, `PUT_BACK` changed and taken back, `UNTOUCHED`, or `STOPPED` somewhere
  /// between.
  public enum End {
    FINAL,
    PUT_BACK,
    UNTOUCHED,
    STOPPED;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// `tookMs` is the time of the attempt whose answer was recorded.
  public record StepTiming(String path, String host, boolean changed, long tookMs) {}
}
