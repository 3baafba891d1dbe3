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

/// All that a run knows: its plan, the journal folded, and what is under way. Immutable.
///
/// Only `facts` outlive a crash; everything else is found out anew.
public final class RunState {
  private final Identity identity;
  private final Plan plan;
  private final RunSettings settings;
  private final Facts facts;
  private final UnderWay underWay;

  /// The run's id and the fencing number of the lock it holds now.
  public record Identity(String runId, long fence) {}

  /// What is forgotten by a crash. Troubles are keyed so that each is told once.
  record UnderWay(
      Map<String, Flight> flights,
      Map<String, Integer> tries,
      Map<String, StepEnd.Lost> losses,
      Map<String, Long> lostSince,
      Map<String, Watch> watches,
      Map<String, LeaderLook> looks,
      Map<String, Problem> troubles,
      Optional<Problem> barred,
      boolean begun,
      boolean stopAsked,
      boolean finished,
      long nextCall) {
    static final UnderWay NOTHING =
        new UnderWay(
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Optional.empty(),
            false,
            false,
            false,
            1);

    UnderWay {
      flights = Collections.unmodifiableMap(flights);
      tries = Collections.unmodifiableMap(tries);
      losses = Collections.unmodifiableMap(losses);
      lostSince = Collections.unmodifiableMap(lostSince);
      watches = Collections.unmodifiableMap(watches);
      looks = Collections.unmodifiableMap(looks);
      troubles = Collections.unmodifiableMap(new LinkedHashMap<>(troubles));
    }
  }

  RunState(Identity identity, Plan plan, RunSettings settings, Facts facts, UnderWay underWay) {
    this.identity = identity;
    this.plan = plan;
    this.settings = settings;
    this.facts = facts;
    this.underWay = underWay;
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
    return new RunState(identity, plan, settings, facts, UnderWay.NOTHING);
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
