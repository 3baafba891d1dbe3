package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.raft.RaftSnapshots;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The plan that puts the saved state of one product in the place of its present one. It brings no
/// bundle and changes no host. What stands now is saved first, so that this too has a way back.
public record RestorePlan(Site site, String siteId, String siteDigest) {
  private static final long SAVE_MS = 10_000;
  private static final long RESTORE_MS = 60_000;

  /// `saved` names its file as the run that saved it left it.
  public Plan of(RaftSnapshots.Saved saved) {
    var product = saved.product();
    var stage = Plan.Verb.RESTORE.path();
    var steps =
        List.of(
            step(product + ".save-snapshot", "save what stands now", false, SAVE_MS, Map.of()),
            step(
                product + ".restore-snapshot",
                "put " + saved.file() + " in the place of what stands now",
                true,
                RESTORE_MS,
                Map.of("saved", Json.write(saved))));
    var members = new TreeMap<String, List<String>>();
    members.put(product, site.servers().stream().map(Host::name).toList());
    return new Plan(
        Plan.SCHEMA,
        siteId,
        site.site(),
        Plan.Verb.RESTORE,
        new Plan.Basis("", siteDigest, new TreeMap<>(), members),
        new TreeMap<>(),
        List.of(
            new Stage.Sequence(stage, "Put back the saved state of " + product, steps, List.of())));
  }

  private Step step(
      String operation,
      String title,
      boolean disruptive,
      long estimateMs,
      Map<String, String> parameters) {
    var first = site.servers().getFirst().name();
    var path = Plan.Verb.RESTORE.path() + "/" + first + "/" + operation;
    return new Step(
        path,
        first,
        title,
        new Step.Operate(operation, new TreeMap<>(parameters)),
        disruptive,
        estimateMs);
  }

  /// What such a plan restores; empty for any other.
  public static Optional<RaftSnapshots.Saved> restored(Plan plan) {
    return plan.steps().stream().flatMap(step -> saved(step).stream()).findFirst();
  }

  private static Optional<RaftSnapshots.Saved> saved(Step step) {
    return step.work() instanceof Step.Operate operate
        ? Optional.ofNullable(operate.parameters().get("saved"))
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .map(bytes -> Json.read(bytes, RaftSnapshots.Saved.class))
        : Optional.empty();
  }
}
