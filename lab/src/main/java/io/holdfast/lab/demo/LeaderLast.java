package io.holdfast.lab.demo;

import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.Fact;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Whether a run changed the leader of each quorum last, read from its journal record by record.
///
/// Leadership may move by itself while a run goes on, so the leader before the run says little:
/// what counts is who was known to lead when the first step of each server was begun. One that
/// becomes the leader after its first step is brought to its end.
final class LeaderLast {
  private final Stage.Group group;
  private final Map<String, String> hosts;
  private final Set<String> begun = new HashSet<>();
  private String leader = "";
  private boolean isBroken;

  private LeaderLast(Stage.Group group) {
    this.group = group;
    this.hosts =
        group.hosts().stream()
            .flatMap(work -> work.steps().stream())
            .collect(Collectors.toMap(Step::path, Step::host));
  }

  /// The paths of the groups in which a server was changed while it led and others still waited.
  static Set<String> brokenIn(Plan plan, List<JournalRecord> records) {
    var broken = new TreeSet<String>();
    for (var stage : plan.stages()) {
      if (stage instanceof Stage.Group group && group.quorum().isPresent()) {
        var look = new LeaderLast(group);
        records.forEach(found -> look.read(Fact.of(found)));
        if (look.isBroken) {
          broken.add(group.path());
        }
      }
    }
    return broken;
  }

  private void read(Fact fact) {
    switch (fact) {
      case Fact.OrderSet set when set.path().equals(group.path()) -> leader = set.leader();
      case Fact.LeaderMoved moved when moved.path().equals(group.path()) -> leader = moved.to();
      case Fact.StepStarted step when hosts.containsKey(step.path()) -> begin(step.host());
      default -> {}
    }
  }

  private void begin(String host) {
    var isFirst = begun.add(host);
    isBroken |= isFirst && host.equals(leader) && begun.size() < group.hosts().size();
  }
}
