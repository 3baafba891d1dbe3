package io.holdfast.scheduler.run;

import io.holdfast.scheduler.journal.JournalEntry;
import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a run's journal can say. A kind keeps its name and its fields for ever: old journals stay
/// readable.
///
/// `path` and `host` are what the fact is about, empty when it is about neither. Durations are
/// milliseconds.
public sealed interface Fact {
  default String path() {
    return "";
  }

  default String host() {
    return "";
  }

  /// `failed` are rehearsals of this plan that failed in earlier runs, by the path of the step: how
  /// each did. None in journals of earlier versions.
  record RunStarted(
      String runId,
      String planDigest,
      String verb,
      long fence,
      Optional<SortedMap<String, String>> failed)
      implements Fact {
    public RunStarted {
      failed = failed.map(steps -> Collections.unmodifiableSortedMap(new TreeMap<>(steps)));
    }

    /// Of a run that has to heed no earlier one.
    public RunStarted(String runId, String planDigest, String verb, long fence) {
      this(runId, planDigest, verb, fence, Optional.empty());
    }

    /// What of earlier runs it heeds, for people; empty where there is nothing.
    public String heeds() {
      return failed
          .map(
              steps -> "; heeds that an earlier run failed at " + String.join(", ", steps.keySet()))
          .orElse("");
    }
  }

  /// `again` are the steps that this life of the run does once more, for what they noted is old by
  /// now; none in journals of earlier versions.
  record RunResumed(String runId, long fence, Optional<List<String>> again) implements Fact {
    public RunResumed {
      again = again.map(List::copyOf);
    }
  }

  /// The order of a group's hosts from now on. `waits` is the host that was next and now comes
  /// later, or empty.
  record OrderSet(String path, List<String> order, String leader, String waits, String why)
      implements Fact {
    public OrderSet {
      order = List.copyOf(order);
    }
  }

  /// `forwardOnly` says why no host of the group can be put back from here on; journals of earlier
  /// versions have none.
  record LeaderMoved(String path, String to, Optional<String> forwardOnly) implements Fact {}

  record HostStarted(String path, String host) implements Fact {}

  /// `phase` is `before`, `again`, `after`, `undone`; `why` has one line of each gate.
  record GatesMet(String path, String host, String phase, List<String> why) implements Fact {
    public GatesMet {
      why = List.copyOf(why);
    }
  }

  record StepStarted(String path, String host, int attempt, String title) implements Fact {}

  record StepDone(String path, String host, boolean changed, String says, long tookMs)
      implements Fact {}

  /// Journals of earlier versions do not tell the `problem`.
  record StepFailed(
      String path, String host, String evidence, long tookMs, Optional<ProblemId> problem)
      implements Fact {
    /// Whether it says something about what was tried, not about how it was tried. Where nobody
    /// knows, it does.
    boolean isVerdict() {
      return problem.map(ProblemId.REHEARSAL_FAILED::equals).orElse(true);
    }
  }

  /// `at` is the step or gate that failed; `evidenceFile` names its raw answer in the run's folder,
  /// or is empty.
  record HostFailed(
      String path, String host, ProblemId problem, String at, String why, String evidenceFile)
      implements Fact {}

  record UndoChosen(String path, String host, String leader) implements Fact {}

  /// There is no way back for this host in this run; `why` says what took it away. `again` are the
  /// steps that a resume does once more: an undo that had begun may have taken them back, or what
  /// they noted is lost. None in journals of earlier versions.
  record ForwardOnly(String path, String host, String why, Optional<List<String>> again)
      implements Fact {
    public ForwardOnly {
      again = again.map(List::copyOf);
    }
  }

  record HostDone(String path, String host) implements Fact {}

  record HostPutBack(String path, String host) implements Fact {}

  /// A worker gave no answer and is left behind for this life of the run; `why` says what was seen.
  record WorkerSkipped(String host, String why) implements Fact {}

  /// For this life of the run nobody waits for a gate: `gate` is its name or its path. `who` said
  /// so and `why`.
  record GateOverridden(String gate, String who, String why) implements Fact {}

  record StageDone(String path) implements Fact {}

  record RunEnded(int exitCode, String says) implements Fact {}

  /// Kinds by name, as they stand in journals.
  Map<String, Class<? extends Fact>> KINDS =
      Map.ofEntries(
          Map.entry("run-started", RunStarted.class),
          Map.entry("run-resumed", RunResumed.class),
          Map.entry("order-set", OrderSet.class),
          Map.entry("leader-moved", LeaderMoved.class),
          Map.entry("host-started", HostStarted.class),
          Map.entry("gates-met", GatesMet.class),
          Map.entry("step-started", StepStarted.class),
          Map.entry("step-done", StepDone.class),
          Map.entry("step-failed", StepFailed.class),
          Map.entry("host-failed", HostFailed.class),
          Map.entry("undo-chosen", UndoChosen.class),
          Map.entry("forward-only", ForwardOnly.class),
          Map.entry("host-done", HostDone.class),
          Map.entry("host-put-back", HostPutBack.class),
          Map.entry("worker-skipped", WorkerSkipped.class),
          Map.entry("gate-overridden", GateOverridden.class),
          Map.entry("stage-done", StageDone.class),
          Map.entry("run-ended", RunEnded.class));

  /// The name of this fact's kind.
  default String kind() {
    return switch (this) {
      case RunStarted _ -> "run-started";
      case RunResumed _ -> "run-resumed";
      case OrderSet _ -> "order-set";
      case LeaderMoved _ -> "leader-moved";
      case HostStarted _ -> "host-started";
      case GatesMet _ -> "gates-met";
      case StepStarted _ -> "step-started";
      case StepDone _ -> "step-done";
      case StepFailed _ -> "step-failed";
      case HostFailed _ -> "host-failed";
      case UndoChosen _ -> "undo-chosen";
      case ForwardOnly _ -> "forward-only";
      case HostDone _ -> "host-done";
      case HostPutBack _ -> "host-put-back";
      case WorkerSkipped _ -> "worker-skipped";
      case GateOverridden _ -> "gate-overridden";
      case StageDone _ -> "stage-done";
      case RunEnded _ -> "run-ended";
    };
  }

  default JournalEntry entry() {
    return new JournalEntry(kind(), path(), host(), Json.toTree(this));
  }

  /// The fact in a record. A kind of a newer Holdfast is refused: going on without it could repeat
  /// or skip work.
  static Fact of(JournalRecord found) {
    var type = KINDS.get(found.kind());
    if (type == null) {
      throw RunProblems.unknownRecord(found);
    }
    return Json.fromTree(found.details(), type);
  }

  /// All kinds in the order of their names, for documentation.
  static List<String> kinds() {
    return KINDS.entrySet().stream().map(Entry::getKey).sorted().toList();
  }
}
