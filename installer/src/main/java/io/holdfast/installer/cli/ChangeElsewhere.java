package io.holdfast.installer.cli;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A component of a host that a run found at another copy than the run before it had left there, as
/// this machine knows them: somebody has changed the site from elsewhere between the two, perhaps
/// to another bundle. A host or component that only one of them had says nothing.
record ChangeElsewhere(
    String before, String after, String host, String component, String left, String found) {

  /// The first one since a run.
  static Optional<ChangeElsewhere> since(RunFolder first, SiteFolder folder) {
    var runs =
        SiteRuns.begunWithBundle(folder).stream()
            .dropWhile(run -> !run.runId().equals(first.runId()))
            .filter(run -> run.plan().isPresent())
            .toList();
    return IntStream.range(1, runs.size())
        .boxed()
        .flatMap(at -> between(runs.get(at - 1), runs.get(at).runId(), planOf(runs.get(at))))
        .findFirst();
  }

  /// The first one since the last run, by a plan that was made now.
  static Optional<ChangeElsewhere> sinceLast(SiteFolder folder, Plan now) {
    return SiteRuns.begunWithBundle(folder).reversed().stream()
        .filter(run -> run.plan().isPresent())
        .findFirst()
        .flatMap(run -> between(run, "this plan", now).findFirst());
  }

  private static Plan planOf(RunFolder run) {
    return run.plan().orElseThrow();
  }

  private static Stream<ChangeElsewhere> between(RunFolder before, String after, Plan found) {
    var left = planOf(before).changes();
    return found.changes().entrySet().stream()
        .filter(change -> left.containsKey(change.getKey()))
        .flatMap(
            change -> {
              var was = Objects.requireNonNull(left.get(change.getKey()));
              return change.getValue().from().entrySet().stream()
                  .filter(copy -> was.to().containsKey(copy.getKey()))
                  .filter(copy -> !mayHaveLeft(before, was, copy.getKey(), copy.getValue()))
                  .map(
                      copy ->
                          new ChangeElsewhere(
                              before.runId(),
                              after,
                              change.getKey(),
                              copy.getKey(),
                              Objects.requireNonNull(was.to().get(copy.getKey())),
                              copy.getValue()));
            });
  }

  /// A run that did not do all of it has left some hosts as they were.
  private static boolean mayHaveLeft(
      RunFolder run, Plan.HostChange change, String component, String copyId) {
    return copyId.equals(change.to().get(component))
        || (!didAll(run) && copyId.equals(change.from().get(component)));
  }

  private static boolean didAll(RunFolder run) {
    return run.outcome().map(Outcome::exitCode).filter(code -> code == 0).isPresent();
  }

  String line() {
    return "%s left %s at %s on %s; %s found it at %s"
        .formatted(before, component, left, host, after, found);
  }
}
