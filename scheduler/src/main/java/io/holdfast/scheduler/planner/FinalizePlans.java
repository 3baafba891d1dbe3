package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.HostReading.UndoReading;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Plans that give up the way back: of each host goes what only a way back needs, as its own
/// reading says it. Nothing that runs is touched, so all hosts are done at once.
///
/// What goes is named piece by piece in the plan, so that nothing is removed which came after it.
public record FinalizePlans(Site site, String siteId, String siteDigest) {
  private static final String PATH = Plan.Verb.FINALIZE.path();
  private static final long REMOVE_MS = 5_000;

  /// What each host is asked for such a plan.
  public ReadRequest question() {
    return ReadRequest.ofUndo(site.places().program(), dataFolders());
  }

  /// Those that an undo sets aside.
  private List<String> dataFolders() {
    var data = site.places().data();
    return site.engine() == Engine.NOMAD
        ? List.of(DiscoveryStages.raft(data), NomadStages.raft(data))
        : List.of(DiscoveryStages.raft(data));
  }

  /// Of hosts that stand as `FinalizeChecks` wants them; `absent` gave no answer. Empty where no
  /// host has anything for a way back.
  public Plan of(Map<String, HostReading> readings, List<String> absent) {
    var steps = new ArrayList<Step>();
    new TreeMap<>(readings)
        .forEach((host, reading) -> actions(reading).ifPresent(it -> steps.add(step(host, it))));
    var digests = new TreeMap<String, String>();
    var changes = new TreeMap<String, Plan.HostChange>();
    for (var step : steps) {
      var reading = Objects.requireNonNull(readings.get(step.host()), step.host());
      digests.put(step.host(), Planner.digestOf(reading));
      changes.put(step.host(), new Plan.HostChange(reading.current(), reading.current()));
    }
    return new Plan(
        Plan.SCHEMA,
        siteId,
        site.site(),
        Plan.Verb.FINALIZE,
        new Plan.Basis("", siteDigest, digests, members()),
        changes,
        steps.isEmpty()
            ? List.of()
            : List.of(
                new Stage.Everywhere(PATH, "Remove what only a way back needs", steps, List.of())),
        Optional.empty(),
        Optional.of(absent).filter(hosts -> !hosts.isEmpty()));
  }

  private SortedMap<String, List<String>> members() {
    var servers = site.servers().stream().map(Host::name).toList();
    var members = new TreeMap<String, List<String>>();
    members.put(Layout.CONSUL, servers);
    members.put(site.engine().word(), servers);
    return members;
  }

  /// What goes of one host, and how people read it.
  private record Removal(List<Action> actions, String words) {}

  private Optional<Removal> actions(HostReading reading) {
    var undo = reading.undo().orElseThrow();
    var actions = new ArrayList<Action>();
    var words = new ArrayList<String>();
    copies(undo)
        .forEach(
            (component, copyIds) -> {
              actions.add(new Action.RemoveCopies(site.places().program(), component, copyIds));
              copyIds.forEach(copyId -> words.add(component + " " + copyId));
            });
    var runs = List.copyOf(undo.kept().keySet());
    var asides = List.copyOf(undo.asides().keySet());
    if (!runs.isEmpty() || !asides.isEmpty()) {
      actions.add(new Action.ForgetUndo(runs, asides));
      if (!runs.isEmpty()) {
        words.add(
            runs.size() == 1 ? "files kept by a run" : "files kept by " + runs.size() + " runs");
      }
      words.addAll(asides);
    }
    return actions.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Removal(
                actions, "remove " + String.join(", ", words) + "; frees " + size(bytes(undo))));
  }

  private static SortedMap<String, List<String>> copies(UndoReading undo) {
    var found = new TreeMap<String, List<String>>();
    for (var path : undo.copies().keySet()) {
      var slash = path.indexOf('/');
      found
          .computeIfAbsent(path.substring(0, slash), _ -> new ArrayList<>())
          .add(path.substring(slash + 1));
    }
    return found;
  }

  private static Step step(String host, Removal removal) {
    return new Step(
        PATH + "/" + host + "/remove",
        host,
        removal.words(),
        new Step.OnHost(removal.actions()),
        false,
        REMOVE_MS);
  }

  /// What is freed on all these hosts together, in bytes.
  public static long bytes(Map<String, HostReading> readings) {
    return readings.values().stream()
        .flatMap(reading -> reading.undo().stream())
        .mapToLong(FinalizePlans::bytes)
        .sum();
  }

  private static long bytes(UndoReading undo) {
    return List.of(undo.copies(), undo.kept(), undo.asides()).stream()
        .flatMap(sizes -> sizes.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  /// Bytes as people read them.
  public static String size(long bytes) {
    return bytes < 1 << 20
        ? (bytes + 1023) / 1024 + " KiB"
        : (bytes + (1 << 19)) / (1 << 20) + " MiB";
  }
}
