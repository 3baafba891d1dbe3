package io.holdfast.scheduler.run;

import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.templates.problem.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/// All that a run knows: its plan, the journal folded, and what is under way. Immutable.
///
/// Only `facts` outlive a crash; everything else is found out anew.
public final class RunState {
  private final Identity identity;
  private final Plan plan;
  private final RunSettings settings;
  private final PlanIndex index;
  private final Facts facts;
  private final int stepsDone;
  private final UnderWay underWay;

  /// The run's id and the fencing number of the lock it holds now.
  public record Identity(String runId, long fence) {}

  /// What is forgotten by a crash. Troubles are keyed so that each is told once.
  record UnderWay(
      Flights flights,
      PMap<String, Integer> tries,
      PMap<String, StepEnd.Lost> losses,
      PMap<String, Long> lostSince,
      PMap<String, Watch> watches,
      PMap<String, LeaderLook> looks,
      PMap<String, Integer> firstOpen,
      Map<String, Problem> troubles,
      Optional<Problem> barred,
      boolean begun,
      boolean stopAsked,
      boolean finished,
      long nextCall) {
    static final UnderWay NOTHING =
        new UnderWay(
            Flights.NONE,
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            Map.of(),
            Optional.empty(),
            false,
            false,
            false,
            1);

    UnderWay {
      troubles = Collections.unmodifiableMap(new LinkedHashMap<>(troubles));
    }
  }

  private RunState(
      Identity identity,
      Plan plan,
      RunSettings settings,
      PlanIndex index,
      Facts facts,
      int stepsDone,
      UnderWay underWay) {
    this.identity = identity;
    this.plan = plan;
    this.settings = settings;
    this.index = index;
    this.facts = facts;
    this.stepsDone = stepsDone;
    this.underWay = underWay;
  }

  RunState with(Facts newFacts, int newStepsDone, UnderWay newUnderWay) {
    return new RunState(identity, plan, settings, index, newFacts, newStepsDone, newUnderWay);
  }

  /// A run at its start (no records) or at a resume (the records of its journal). Records of
  /// another plan are refused.
  public static RunState of(
      Identity identity, Plan plan, RunSettings settings, List<JournalRecord> records) {
    var facts = Facts.of(records);
    facts
        .started()
        .filter(started -> !started.planDigest().equals(plan.digest()))
        .ifPresent(
            started -> {
              throw RunProblems.otherPlan(started.planDigest(), plan.digest());
            });
    var index = PlanIndex.of(plan);
    var done = StepCount.done(index, facts);
    return new RunState(identity, plan, settings, index, facts, done, UnderWay.NOTHING);
  }

  public Identity identity() {
    return identity;
  }

  public Plan plan() {
    return plan;
  }

  public RunSettings settings() {
    return settings;
  }

  public Facts facts() {
    return facts;
  }

  PlanIndex index() {
    return index;
  }

  /// How many of the plan's steps are done; those of an undo are not counted.
  int stepsDone() {
    return stepsDone;
  }

  /// The hosts whose change has begun and is neither done nor taken back, in the order of the plan.
  public List<String> inTheMiddle() {
    return plan.stages().stream()
        .flatMap(stage -> stage instanceof Stage.Group group ? inTheMiddle(group) : Stream.empty())
        .distinct()
        .toList();
  }

  private Stream<String> inTheMiddle(Stage.Group group) {
    return group.hosts().stream()
        .map(Stage.HostWork::host)
        .filter(
            host -> {
              var mark = facts.host(group.path(), host);
              return mark.started() && !mark.done() && !mark.putBack();
            });
  }

  public boolean isFinished() {
    return underWay.finished();
  }

  UnderWay underWay() {
    return underWay;
  }
}
