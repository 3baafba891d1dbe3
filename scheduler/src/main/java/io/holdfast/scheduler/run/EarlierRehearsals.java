package io.holdfast.scheduler.run;

import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredCopy;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the runs of a site have found out by rehearsals. A run that is begun anew heeds it as one
/// that is gone on with does: whatever bundle brings the same version of a product, only a
/// rehearsal that is held clears it.
///
/// @param verdicts how the last one failed, by the product and the version that were rehearsed
public record EarlierRehearsals(SortedMap<String, String> verdicts) {
  public static final EarlierRehearsals NONE = new EarlierRehearsals(new TreeMap<>());

  public EarlierRehearsals {
    verdicts = Collections.unmodifiableSortedMap(new TreeMap<>(verdicts));
  }

  /// With what the journal of a later run says.
  public EarlierRehearsals and(Plan plan, List<JournalRecord> records) {
    var facts = Facts.of(records);
    var known = new TreeMap<>(verdicts);
    rehearsals(plan)
        .forEach(
            step -> {
              var verdict = facts.verdict(step.path());
              if (!verdict.isEmpty()) {
                known.put(subject(step), verdict);
              } else if (isHeld(step, facts)) {
                known.remove(subject(step));
              }
            });
    return new EarlierRehearsals(known);
  }

  /// What of it a plan has to heed, by the path of the step that rehearses the same.
  public SortedMap<String, String> of(Plan plan) {
    var heeded = new TreeMap<String, String>();
    rehearsals(plan)
        .filter(step -> verdicts.containsKey(subject(step)))
        .forEach(step -> heeded.put(step.path(), verdicts.get(subject(step))));
    return heeded;
  }

  /// Whether a plan rehearses anything.
  public static boolean isIn(Plan plan) {
    return rehearsals(plan).findAny().isPresent();
  }

  private static Stream<Step> rehearsals(Plan plan) {
    return plan.steps().stream().filter(Snapshots::isRehearsal);
  }

  private static boolean isHeld(Step step, Facts facts) {
    return facts.isDone(step.path())
        && facts
            .step(step.path())
            .filter(mark -> !mark.says().startsWith(RehearsalAnswer.NOT_REHEARSED))
            .isPresent();
  }

  /// The operation, which names the product, and the versions of the copies that are tried.
  private static String subject(Step step) {
    var operate = (Step.Operate) step.work();
    var copies = operate.parameters().getOrDefault("copies", "");
    return operate.operation()
        + Arrays.stream(copies.split(","))
            .map(pair -> pair.substring(pair.indexOf('=') + 1))
            .filter(copy -> copy.contains("-"))
            .map(copy -> " " + DesiredCopy.versionOf(copy))
            .distinct()
            .sorted()
            .collect(Collectors.joining());
  }
}
