package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.KeptResult;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.host.StepResult;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A modelled host with the real runner's rules: one step at a time, done once and its result kept,
/// a lower fence and another cluster are refused, files replaced by a step are kept for its undo, a
/// reboot cuts the step under way.
final class SimHost {
  private static final long BOOT_MS = 12_000;
  private static final long ACTION_MS = 400;

  private final SimWorld world;
  private final String name;
  private final SimStore store;
  private final SimUnits units;
  private final SimLease lease;
  private final SimReach reach;
  private final Map<String, KeptResult> results = new HashMap<>();
  private final Map<String, List<Consumer<StepEnd>>> running = new HashMap<>();
  private final Map<String, Long> bootNotes = new HashMap<>();
  private long boot;
  private int toldBoots;
  private boolean up = true;
  private boolean gone;
  private boolean dead;
  private long slowUntil;
  private Checks checks = Checks.NONE;

  /// Told before something takes effect on this host.
  interface Checks {
    Checks NONE = new Checks() {};

    default void begins(SimHost host, StepRequest request) {}

    default void done(SimHost host, StepRequest request) {}

    default void disturbs(SimHost host, StepRequest request, String component) {}
  }

  SimHost(SimWorld world, String name) {
    this.world = world;
    this.name = name;
    this.store = new SimStore(world, name);
    this.units = new SimUnits(world, name, store);
    this.lease = new SimLease(world);
    this.reach = new SimReach(world, name);
  }

  String name() {
    return name;
  }

  SimStore store() {
    return store;
  }

  SimUnits units() {
    return units;
  }

  /// Who reaches it, and what keeps it from its work.
  SimReach reach() {
    return reach;
  }

  SimLease lease() {
    return lease;
  }

  boolean isUp() {
    return up;
  }

  long boots() {
    return boot;
  }

  /// Whether its peers hear it.
  boolean isCutOff() {
    return reach.isCutOff();
  }

  /// Whether the controller finds the host itself at its address.
  boolean isReachable() {
    return up && reach.isOpen();
  }

  /// Whether it is there and lets nobody in.
  boolean isShut() {
    return up && reach.isShut();
  }

  boolean isSwapped() {
    return reach.isSwapped();
  }

  void watchedBy(Checks newChecks) {
    checks = newChecks;
  }

  // Steps.

  void receive(StepRequest request, Consumer<StepEnd> answer) {
    if (isSwapped()) {
      if (!world.options.has(Plant.OTHER_CLUSTER_ACCEPTED)) {
        answer.accept(new StepEnd.Refused(ProblemId.OTHER_CLUSTER, "its site is another one"));
        return;
      }
      world.violate(Promise.OWN_CLUSTER, request.stepId() + " takes effect on another cluster");
    }
    if (!isReachable()) {
      world.agenda.in(3_000, () -> answer.accept(lost("the host does not answer")));
      return;
    }
    var oldFence = request.fence() < lease.fence();
    if (!lease.admit(request.fence())) {
      var why = request.fence() + " < " + lease.fence();
      answer.accept(new StepEnd.Refused(ProblemId.FENCE_TOO_LOW, why));
      return;
    }
    if (oldFence) {
      world.violate(
          Promise.OLD_FENCE,
          request.stepId() + " takes effect under the old fence " + request.fence());
    }
    var key = request.runId() + " " + request.stepId();
    var kept = results.get(key);
    if (kept != null
        && kept.standsFor(request.fence())
        && !world.options.has(Plant.RESULTS_FORGOTTEN)) {
      var fence = Math.max(kept.fence(), request.fence());
      results.put(key, new KeptResult(kept.result(), fence, kept.isLast()));
      answer.accept(StepEnd.of(kept.result()));
    } else if (running.containsKey(key)) {
      running.get(key).add(answer);
    } else if (!running.isEmpty()) {
      world.agenda.in(ACTION_MS, () -> receive(request, answer));
    } else {
      begin(key, request, answer);
    }
  }

  private void begin(String key, StepRequest request, Consumer<StepEnd> answer) {
    if (world.strikes(Fault.SLOW_HOST, 60)) {
      slowUntil = world.now() + world.seed.between(20_000, 200_000);
    }
    if (world.strikes(Fault.REBOOT, 25)) {
      world.agenda.in(world.seed.between(0, 1_500), () -> world.reboot(this));
    }
    if (world.strikes(Fault.LEADER_CHANGE_IN_STEP, 25)) {
      var raft = world.seed.pick(List.copyOf(world.rafts.values()));
      world.agenda.in(world.seed.between(0, 2_000), raft::stepDown);
    }
    checks.begins(this, request);
    var waiting = new ArrayList<Consumer<StepEnd>>();
    waiting.add(answer);
    running.put(key, waiting);
    results.replaceAll(
        (step, kept) -> new KeptResult(kept.result(), kept.fence(), step.equals(key)));
    world.tell(() -> name + " does " + request.stepId());
    act(key, request, 0, new ArrayList<>(), boot);
  }

  private void act(
      String key, StepRequest request, int index, List<String> changes, long sinceBoot) {
    if (index == request.actions().size()) {
      after(sinceBoot, () -> end(key, request, StepResult.Status.DONE, changes, ""));
      return;
    }
    var action = request.actions().get(index);
    after(
        sinceBoot,
        () -> {
          try {
            if (action instanceof Action.Reboot && !isBootedSince(key)) {
              bootAsTold(key, request);
              return;
            }
            if (action instanceof Action.PlaceCopy place) {
              place(key, request, index, place, changes, sinceBoot);
              return;
            }
            apply(request, action, changes);
            act(key, request, index + 1, changes, sinceBoot);
          } catch (SimStore.Fails failed) {
            end(key, request, StepResult.Status.FAILED, changes, failed.why());
          }
        });
  }

  /// Does something after a while, unless the host went down before.
  private void after(long sinceBoot, Runnable act) {
    var slow = world.now() < slowUntil ? 20 : 1;
    world.agenda.in(
        world.seed.between(ACTION_MS / 4, ACTION_MS) * slow,
        () -> {
          if (boot == sinceBoot) {
            act.run();
          }
        });
  }

  private void end(
      String key,
      StepRequest request,
      StepResult.Status status,
      List<String> changes,
      String evidence) {
    var result = new StepResult(request.stepId(), status, !changes.isEmpty(), changes, evidence);
    results.put(key, new KeptResult(result, request.fence(), true));
    if (status == StepResult.Status.DONE) {
      checks.done(this, request);
    }
    world.tell(() -> name + " has " + status + " " + request.stepId());
    var waiting = running.remove(key);
    if (waiting != null) {
      waiting.forEach(answer -> answer.accept(StepEnd.of(result)));
    }
  }

  /// Whether a step that boots the host has done so: in another boot than the one it began in.
  private boolean isBootedSince(String key) {
    return bootNotes.getOrDefault(planned(key), boot) != boot;
  }

  private static String planned(String key) {
    var mark = key.lastIndexOf('#');
    return mark < 0 ? key : key.substring(0, mark);
  }

  private void bootAsTold(String key, StepRequest request) {
    bootNotes.putIfAbsent(planned(key), boot);
    toldBoots++;
    for (var component : List.copyOf(store.current().keySet())) {
      if (units.process(component).isPresent()) {
        checks.disturbs(this, request, component);
      }
    }
    reboot();
  }

  /// How often a step booted it.
  int toldBoots() {
    return toldBoots;
  }

  /// Takes a moment between its first byte and its last.
  private void place(
      String key,
      StepRequest request,
      int index,
      Action.PlaceCopy action,
      List<String> changes,
      long sinceBoot) {
    var wasThere = store.hasCopy(action);
    store.beginCopy(action);
    after(
        sinceBoot,
        () -> {
          store.finishCopy(action, wasThere, changes);
          act(key, request, index + 1, changes, sinceBoot);
        });
  }

  private void apply(StepRequest request, Action action, List<String> changes) {
    switch (action) {
      case Action.SwitchCopy a -> store.switchCopy(a, changes);
      case Action.PlaceFile a -> store.placeFile(request, a, changes);
      case Action.PutBack a -> store.putBack(a, changes);
      case Action.InstallPackages a -> store.install(a, changes);
      case Action.SetAside a ->
          store.setAside(a.path().contains("nomad") ? "nomad" : "consul", changes);
      case Action.Unit a -> unit(request, a, changes);
      case Action.Reboot _ -> changes.add("booted anew");
      case Action.RemoveCopies a -> store.removeCopies(a, changes);
      case Action.ForgetUndo a -> store.forgetUndo(a, changes);
      case Action.EnsureUser _,
          Action.EnsureFolder _,
          Action.RemoveFile _,
          Action.ReloadUnits _,
          Action.PlaceCopy _,
          Action.Check _,
          Action.ImportImage _ -> {}
    }
  }

  private void unit(StepRequest request, Action.Unit action, List<String> changes) {
    var component = SimSite.componentOf(action.name());
    var runs = units.process(component).isPresent();
    switch (action.verb()) {
      case ENABLE -> units.enable(component);
      case DISABLE -> units.disable(component);
      case START -> units.startIfDown(component);
      case RELOAD -> units.reload(component);
      case STOP, RESTART, TRY_RESTART -> {
        if (runs || action.verb() == Action.UnitVerb.STOP) {
          // systemd starts nothing anew that it was told to stop, also where it had just ended.
          units.hold(component);
        }
        if (runs) {
          checks.disturbs(this, request, component);
          units.stop(component);
          changes.add(action.verb() + " " + action.name());
        }
        if (action.verb() == Action.UnitVerb.RESTART
            || (runs && action.verb() == Action.UnitVerb.TRY_RESTART)) {
          units.startIfDown(component);
        }
      }
    }
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

  /// Down until somebody brings it back.
  void leave() {
    world.tell(() -> name + " is gone");
    gone = true;
    goDown(1_000);
  }

  boolean isGone() {
    return gone;
  }

  /// Nobody ever brings it back.
  void die() {
    dead = true;
    leave();
  }

  boolean isDead() {
    return dead;
  }

  void bringBack() {
    gone = dead;
    boot();
  }

  private void goDown(long forMs) {
    world.settleQuorums();
    reach.keep(forMs);
    up = false;
    boot++;
    units.allDown();
    var cut = new ArrayList<>(running.values());
    running.clear();
    cut.forEach(waiting -> waiting.forEach(answer -> answer.accept(lost("connection reset"))));
    world.agenda.in(forMs, this::boot);
  }

  private void boot() {
    if (gone || up) {
      return;
    }
    up = true;
    lease.rebooted();
    units.boot();
    world.tell(() -> name + " is up again");
  }

  /// The last word of whoever has no answer.
  static StepEnd lost(String why) {
    return new StepEnd.Lost(ProblemId.CONNECTION_LOST, why);
  }

  Optional<String> runs(String component) {
    return units.process(component).map(SimUnits.Running::copy);
  }
}
