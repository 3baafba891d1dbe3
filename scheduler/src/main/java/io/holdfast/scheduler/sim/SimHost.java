package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.host.StepResult;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A modelled host with the real runner's rules: a step of a run is done once and its result kept,
/// a lower fence is refused, files replaced by a step are kept for its undo, a reboot cuts the step
/// under way, and units start again with the copy that the link names.
final class SimHost {
  private static final long BOOT_MS = 12_000;
  private static final long ACTION_MS = 400;

  private final SimWorld world;
  private final String name;
  private final boolean server;
  private final Set<String> copies = new HashSet<>();
  private final SortedMap<String, String> current = new TreeMap<>();
  private final SortedMap<String, String> files = new TreeMap<>();
  private final Map<String, Map<String, Optional<String>>> kept = new HashMap<>();
  private final SortedMap<String, Running> processes = new TreeMap<>();
  private final Set<String> enabled = new HashSet<>();
  private final Map<String, StepResult> results = new HashMap<>();
  private final Map<String, List<Consumer<StepEnd>>> running = new HashMap<>();
  private long boot;
  private boolean up = true;
  private long fence;
  private String holder = "";
  private String contact = "";
  private long leaseUntil;
  private Checks checks = Checks.NONE;

  /// A process of a unit: the copy it was started from, when, and how long until it is warm.
  record Running(String copy, long sinceMs, long warmMs) {}

  /// Told before something takes effect on this host.
  interface Checks {
    Checks NONE = new Checks() {};

    default void begins(SimHost host, StepRequest request) {}

    default void disturbs(SimHost host, StepRequest request, String component) {}
  }

  SimHost(SimWorld world, String name, boolean server) {
    this.world = world;
    this.name = name;
    this.server = server;
  }

  String name() {
    return name;
  }

  boolean isServer() {
    return server;
  }

  boolean isUp() {
    return up;
  }

  long fence() {
    return fence;
  }

  SortedMap<String, String> current() {
    return current;
  }

  SortedMap<String, String> files() {
    return files;
  }

  Optional<Running> process(String component) {
    return Optional.ofNullable(processes.get(component));
  }

  void watchedBy(Checks newChecks) {
    checks = newChecks;
  }

  /// A host on which a component was installed and runs, before the simulated run begins.
  void standing(String component, String copy) {
    copies.add(component + "/" + copy);
    current.put(component, copy);
    files.put(SimPlans.config(component), "settings of " + copy);
    enabled.add(component);
    processes.put(component, new Running(copy, -60_000, 0));
  }

  /// Whether the component's process is up and does its work, as its peers would see it.
  boolean isHealthy(String component) {
    var process = processes.get(component);
    if (!up || process == null || !isAlive(component)) {
      return false;
    }
    var age = world.now() - process.sinceMs();
    if (age < process.warmMs()) {
      return false;
    }
    return !isBad(component, process) || badButHealthy(age - process.warmMs());
  }

  /// Whether the process is there at all.
  boolean isAlive(String component) {
    var process = processes.get(component);
    if (!up || process == null) {
      return false;
    }
    if (!isBad(component, process)) {
      return true;
    }
    var age = world.now() - process.sinceMs() - process.warmMs();
    return switch (world.bad().kind()) {
      case EXITS -> false;
      case NEVER_HEALTHY, FLAPS -> true;
      case DIES_IN_SOAK -> age < 8_000;
    };
  }

  private boolean badButHealthy(long age) {
    return switch (world.bad().kind()) {
      case EXITS, NEVER_HEALTHY -> false;
      case FLAPS -> age / 4_000 % 2 == 0;
      case DIES_IN_SOAK -> age < 8_000;
    };
  }

  private boolean isBad(String component, Running process) {
    return world.bad().component().equals(component) && process.copy().endsWith("-2");
  }

  // Steps.

  void receive(StepRequest request, Consumer<StepEnd> answer) {
    if (!up) {
      world.agenda.in(3_000, () -> answer.accept(lost("the host is down")));
      return;
    }
    if (request.fence() < fence && !world.options.has(Plant.LOCK_NOT_FENCED)) {
      answer.accept(new StepEnd.Refused(ProblemId.FENCE_TOO_LOW, request.fence() + " < " + fence));
      return;
    }
    var key = request.runId() + " " + request.stepId();
    var stored = results.get(key);
    if (stored != null) {
      answer.accept(StepEnd.of(stored));
    } else if (running.containsKey(key)) {
      running.get(key).add(answer);
    } else {
      begin(key, request, answer);
    }
  }

  private void begin(String key, StepRequest request, Consumer<StepEnd> answer) {
    checks.begins(this, request);
    fence = Math.max(fence, request.fence());
    var waiting = new ArrayList<Consumer<StepEnd>>();
    waiting.add(answer);
    running.put(key, waiting);
    world.tell(() -> name + " does " + request.stepId());
    act(key, request, 0, new ArrayList<>(), boot);
  }

  private void act(
      String key, StepRequest request, int index, List<String> changes, long sinceBoot) {
    world.agenda.in(
        world.seed.between(ACTION_MS / 4, ACTION_MS),
        () -> {
          if (boot != sinceBoot) {
            return;
          }
          if (index < request.actions().size()) {
            apply(request, request.actions().get(index), changes);
            act(key, request, index + 1, changes, sinceBoot);
          } else {
            end(key, request, changes);
          }
        });
  }

  private void end(String key, StepRequest request, List<String> changes) {
    var result =
        new StepResult(request.stepId(), StepResult.Status.DONE, !changes.isEmpty(), changes, "");
    results.put(key, result);
    var waiting = running.remove(key);
    if (waiting != null) {
      waiting.forEach(answer -> answer.accept(StepEnd.of(result)));
    }
  }

  private void apply(StepRequest request, Action action, List<String> changes) {
    switch (action) {
      case Action.PlaceCopy a -> {
        if (copies.add(a.component() + "/" + a.copyId())) {
          changes.add("placed " + a.copyId());
        }
      }
      case Action.SwitchCopy a -> switchCopy(a, changes);
      case Action.PlaceFile a -> placeFile(request, a, changes);
      case Action.PutBack a -> putBack(a, changes);
      case Action.Unit a -> unit(request, a, changes);
      case Action.EnsureUser _,
          Action.EnsureFolder _,
          Action.RemoveFile _,
          Action.InstallPackages _,
          Action.ReloadUnits _,
          Action.Check _,
          Action.SetAside _,
          Action.ImportImage _ -> {}
    }
  }

  private void switchCopy(Action.SwitchCopy action, List<String> changes) {
    if (!copies.contains(action.component() + "/" + action.copyId())) {
      world.violate(name + ": the link would name " + action.copyId() + ", which is not there");
    }
    if (!action.copyId().equals(current.put(action.component(), action.copyId()))) {
      changes.add("current is " + action.copyId());
    }
  }

  private void placeFile(StepRequest request, Action.PlaceFile action, List<String> changes) {
    var before = Optional.ofNullable(files.get(action.path()));
    if (before.isPresent() && before.get().equals(action.text().text())) {
      return;
    }
    kept.computeIfAbsent(request.stepId(), _ -> new HashMap<>()).putIfAbsent(action.path(), before);
    files.put(action.path(), action.text().text());
    changes.add("wrote " + action.path());
  }

  private void putBack(Action.PutBack action, List<String> changes) {
    kept.getOrDefault(action.stepId(), Map.of())
        .forEach(
            (path, before) -> {
              before.ifPresentOrElse(text -> files.put(path, text), () -> files.remove(path));
              changes.add("put back " + path);
            });
  }

  private void unit(StepRequest request, Action.Unit action, List<String> changes) {
    var component = action.name().substring(0, action.name().indexOf('.'));
    var stops =
        switch (action.verb()) {
          case STOP, RESTART -> true;
          case TRY_RESTART -> processes.containsKey(component);
          case START, ENABLE, DISABLE, RELOAD -> false;
        };
    if (stops) {
      checks.disturbs(this, request, component);
      processes.remove(component);
      changes.add(action.verb() + " " + action.name());
    }
    var starts =
        action.verb() == Action.UnitVerb.START || (stops && action.verb() != Action.UnitVerb.STOP);
    enabled.add(component);
    if (starts && !processes.containsKey(component)) {
      start(component);
      changes.add("started " + action.name());
    }
    if (component.equals("consul") && server) {
      world.raft("consul").join(name);
    }
  }

  private void start(String component) {
    var copy = current.getOrDefault(component, "");
    processes.put(component, new Running(copy, world.now(), world.seed.between(500, 4_000)));
    world.tell(() -> name + ": " + component + " starts from " + copy);
  }

  // What happens to the host.

  void reboot() {
    world.tell(() -> name + " goes down for a reboot");
    goDown(world.seed.between(BOOT_MS / 2, BOOT_MS * 2));
  }

  void losePower(long forMs) {
    world.tell(() -> name + " loses its power for " + forMs / 1000 + " s");
    goDown(forMs);
  }

  private void goDown(long forMs) {
    up = false;
    boot++;
    processes.clear();
    var cut = new ArrayList<>(running.values());
    running.clear();
    cut.forEach(waiting -> waiting.forEach(answer -> answer.accept(lost("connection reset"))));
    world.agenda.in(forMs, this::boot);
  }

  private void boot() {
    up = true;
    enabled.stream().sorted().forEach(this::start);
    world.tell(() -> name + " is up again");
  }

  void crash(String component) {
    if (processes.remove(component) != null) {
      world.tell(() -> name + ": " + component + " dies");
      world.agenda.in(world.seed.between(5_000, 90_000), () -> revive(component));
    }
  }

  private void revive(String component) {
    if (up && !processes.containsKey(component)) {
      start(component);
    }
  }

  // The lease.

  LeaseAnswer lease(LeaseRequest request) {
    var now = world.now();
    var free = now >= leaseUntil || holder.equals(request.owner());
    var granted =
        switch (request.verb()) {
          case LOOK -> false;
          case ACQUIRE -> free && request.fence() > fence;
          case RENEW, RELEASE -> holder.equals(request.owner()) && request.fence() == fence;
        };
    if (granted) {
      holder = request.owner();
      contact = request.contact();
      fence = request.fence();
      leaseUntil = request.verb() == LeaseRequest.Verb.RELEASE ? now : now + request.ttlMs();
    }
    var held = now < leaseUntil;
    return new LeaseAnswer(
        granted, held ? holder : "", contact, fence, Math.max(0, leaseUntil - now));
  }

  private static StepEnd lost(String why) {
    return new StepEnd.Lost(ProblemId.CONNECTION_LOST, why);
  }
}
