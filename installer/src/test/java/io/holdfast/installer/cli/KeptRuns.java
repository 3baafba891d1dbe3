package io.holdfast.installer.cli;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.journal.JournalEntry;
import io.holdfast.scheduler.plan.Leg;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Staying;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.Fact;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Runs of a site as they lie in its folder, in the order in which they were added.
final class KeptRuns {
  private final SiteFolder folder;
  private int count;

  KeptRuns(SiteFolder folder) {
    this.folder = folder;
  }

  /// A run that ended with this exit code; a negative one stands for a run that was cut off. Its
  /// bundle's version is also its digest.
  RunFolder add(String verb, String version, int exitCode) {
    return add(verb, version, exitCode, Map.of());
  }

  /// The same with the copies that the run brought to the host s1, by their components.
  RunFolder add(String verb, String version, int exitCode, Map<String, String> copies) {
    return add(verb, version, exitCode, copies, List.of());
  }

  private RunFolder add(
      String verb, String version, int exitCode, Map<String, String> copies, List<Stage> stages) {
    count++;
    var runId = "2026112%d-084442-%s-000%d".formatted(count, verb, count);
    var run = folder.run(runId);
    run.saveAbout(
        new RunFolder.About(
            runId,
            verb,
            "owner",
            version,
            "demo",
            version,
            "",
            count,
            Optional.empty(),
            Optional.empty()));
    var plan = plan(Plan.Verb.valueOf(verb.toUpperCase(Locale.ROOT)), copies).withStages(stages);
    run.savePlan(plan);
    var begun = Map.of("fence", count, "planDigest", plan.digest(), "runId", runId, "verb", verb);
    run.openJournal()
        .journal()
        .append(new JournalEntry("run-started", "", "", Json.readTree(Json.write(begun))), 1);
    if (exitCode >= 0) {
      run.saveOutcome(new Outcome(exitCode, exitCode == 6, List.of(), List.of(), List.of()));
    }
    return run;
  }

  /// The same with the copies that it found there.
  RunFolder add(
      String verb,
      String version,
      int exitCode,
      Map<String, String> found,
      Map<String, String> copies) {
    var run = add(verb, version, exitCode, copies);
    var plan = run.plan().orElseThrow();
    var change = new Plan.HostChange(new TreeMap<>(found), new TreeMap<>(copies));
    run.savePlan(plan.copy().changes(new TreeMap<>(Map.of("s1", change))).made());
    return run;
  }

  /// A run that brought this bundle, and whose plan left some of it at newer versions.
  RunFolder addStaying(String verb, String version, int exitCode, Staying... stays) {
    var run = add(verb, version, exitCode);
    run.savePlan(run.plan().orElseThrow().copy().stays(List.of(stays)).made());
    return run;
  }

  /// A run that brought a stop of this bundle.
  RunFolder addToStop(String verb, String version, int exitCode, String stop) {
    var run = add(verb, version, exitCode);
    run.savePlan(run.plan().orElseThrow().along(new Leg(stop, List.of("demo " + version))));
    return run;
  }

  /// A run that left these parts of its plan for later.
  static void leaving(RunFolder run, String... parts) {
    var about = run.about().orElseThrow();
    run.saveAbout(about.with(List.of(), List.of(parts), about.stood()));
  }

  /// A run that found the site here.
  static void begunAt(RunFolder run, RunFolder.About.Stood stood) {
    run.saveAbout(run.about().orElseThrow().with(List.of(), List.of(), Optional.of(stood)));
  }

  /// A run that stopped in the middle of these hosts.
  RunFolder addInTheMiddleOf(String verb, String version, String... hosts) {
    var works = new ArrayList<Stage.HostWork>();
    for (var host : hosts) {
      var work = new Step.Operate("test", new TreeMap<>());
      var step = new Step("/go/" + host + "/boot", host, "Boot", work, true, 1_000);
      works.add(
          new Stage.HostWork(
              host, List.of(), List.of(), List.of(step), List.of(), List.of(), List.of()));
    }
    var stage = new Stage.Group("/go", "Go", "host", Optional.empty(), 1, works);
    var run = add(verb, version, 6, Map.of(), List.of(stage));
    var journal = run.openJournal().journal();
    for (var host : hosts) {
      journal.append(new Fact.HostStarted("/go", host).entry(), 1);
    }
    return run;
  }

  static Plan plan() {
    return plan(Plan.Verb.UPGRADE);
  }

  static Plan plan(Plan.Verb verb) {
    return plan(verb, Map.of());
  }

  private static Plan plan(Plan.Verb verb, Map<String, String> copies) {
    var basis = new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>());
    var changes = new TreeMap<String, Plan.HostChange>();
    if (!copies.isEmpty()) {
      changes.put("s1", new Plan.HostChange(new TreeMap<>(), new TreeMap<>(copies)));
    }
    return new Plan(Plan.SCHEMA, "acme-1", "acme", verb, basis, changes, List.of());
  }
}
