package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.render.Layout;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What must hold whenever something takes effect on a host, and after every event; each complaint
/// names its promise.
///
/// A look that was right a moment ago may be wrong when the effect comes: whatever changed less
/// than `GRACE_MS` before the step was sent, or after it, is nobody's fault.
final class Promises implements SimHost.Checks, SimOperations.Watcher {
  static final long GRACE_MS = 5_000;

  private final SimWorld world;
  private final Plan.Verb verb;
  private final SimDowntimes downtimes;
  private final RunDiary diary;
  private final List<SimOperator> operators;
  private final PlannedSteps steps;
  private final QuorumPromises quorums;
  private final StatePromises states;
  private final Map<String, String> done = new HashMap<>();
  private final Set<String> donePaths = new HashSet<>();

  Promises(SimWorld world, Plan plan, RunDiary diary, List<SimOperator> operators) {
    this.world = world;
    this.verb = plan.verb();
    this.downtimes = SimDowntimes.of(world.site.site(), plan);
    this.diary = diary;
    this.operators = List.copyOf(operators);
    this.steps = new PlannedSteps(plan);
    this.quorums = new QuorumPromises(world, verb, steps, diary);
    this.states = new StatePromises(world, steps, diary);
    diary.onHostDone(quorums::needMember);
    diary.onPlan(steps::learn);
    diary.onNewLife(
        () -> {
          quorums.newLife();
          states.newLife();
        });
  }

  /// After every event.
  void check() {
    world.settle();
    quorums.check();
    world.recovery().map(SimRecovery::promises).ifPresent(RecoveryPromises::check);
    var holders = 0;
    for (var operator : operators) {
      holders += operator.holdsLock() ? 1 : 0;
    }
    if (holders > 1) {
      world.violate(Promise.ONE_LOCK, "two operators hold the lock");
    }
  }

  @Override
  public void begins(SimHost host, StepRequest request) {
    var path = path(request.stepId());
    var step = steps.find(path, host.name());
    if (step.isEmpty()) {
      world.violate(
          Promise.ONLY_THE_PLAN, request.stepId() + " on " + host.name() + " is not planned");
      return;
    }
    if (diary.announced(path).isEmpty()) {
      world.violate(Promise.ANNOUNCED, path + " takes effect and no durable record announces it");
    }
    if (done.containsKey(id(request)) || (isDone(request, path) && !diary.isDueAgain(path))) {
      world.violate(Promise.ONCE, path + " is done a second time as " + request.stepId());
    }
    forgetOthers(host, request);
    quorums.begun(path);
    needNotOlder(host, request);
    if (step.get().disruptive() && !steps.isUndo(path)) {
      states.needSaved(path);
      quorums.needTurn(host.name(), path);
      needServersFirst(host, path);
      needEmptied(host.name(), path);
    }
    world.recovery().ifPresent(it -> it.promises().begins(step.get()));
  }

  @Override
  public void done(SimHost host, StepRequest request) {
    done.put(id(request), host.name());
    donePaths.add(request.runId() + " " + path(request.stepId()));
  }

  /// A run whose disk has lied asks anew for what it did before the last step of a host, and the
  /// host does it anew: it may have been taken back since.
  private void forgetOthers(SimHost host, StepRequest request) {
    if (world.hasLostMemory()) {
      done.entrySet()
          .removeIf(it -> it.getValue().equals(host.name()) && !it.getKey().equals(id(request)));
    }
  }

  private static String id(StepRequest request) {
    return request.runId() + " " + request.stepId();
  }

  /// Whether another try of the step was done. A run whose disk has lied does not know the number
  /// of the last one.
  private boolean isDone(StepRequest request, String path) {
    return donePaths.contains(request.runId() + " " + path) && !world.hasLostMemory();
  }

  @Override
  public void operates(Step step, String operation) {
    quorums.begun(step.path());
    if (operation.equals("lb.drain")) {
      quorums.needTurn(step.host(), step.path());
      needOthersServe(step.host(), step.path());
    }
    if (SimDeparture.takesOut(operation)) {
      needEmptied(step.host(), step.path());
    }
    if (operation.equals("swarm.leave") && world.raft("swarm").isMember(step.host())) {
      quorums.disturbs(world.host(step.host()), step.path(), world.raft("swarm"));
    }
  }

  private void needEmptied(String host, String path) {
    if (verb == Plan.Verb.REMOVE && steps.isIn("/leave", path) && world.departure().hasWork(host)) {
      world.violate(Promise.EMPTIED_FIRST, path + " begins while work is left on " + host);
    }
  }

  @Override
  public void disturbs(SimHost host, StepRequest request, String component) {
    var path = path(request.stepId());
    var isUnled = false;
    for (var raft : world.rafts.values()) {
      if (raft.holds(host.name(), component) && raft.isFormed()) {
        quorums.disturbs(host, path, raft);
        isUnled = quorums.isUnled(raft);
      }
    }
    if (List.of(Layout.CONSUL, Layout.DOCKER).contains(component) && !isUnled) {
      needOthersServe(host.name(), path);
    }
  }

  @Override
  public void ended(Step step, Step.Operate work, StepEnd end) {
    states.ended(step, work, end);
  }

  /// On a way back; an undo leads to an older version while an older leader leads.
  private void needNotOlder(SimHost host, StepRequest request) {
    for (var action : request.actions()) {
      if (action instanceof Action.SwitchCopy chosen
          && world.site.isBehind(chosen.component(), chosen.copyId())
          && world.rafts.values().stream()
              .anyMatch(raft -> raft.holds(host.name(), chosen.component()))) {
        world.violate(
            Promise.NOT_OLDER, request.stepId() + " brings " + chosen.copyId() + " to a server");
      }
    }
  }

  private void needServersFirst(SimHost host, String path) {
    var component = steps.group(path).map(Group::component).orElse("");
    for (var raft : world.rafts.values()) {
      if (!raft.component().equals(component) || raft.isServer(host.name())) {
        continue;
      }
      for (var server : world.servers) {
        var wanted = SimSite.copyOn(world.site.wanted(), server, component);
        var runs = world.host(server).store().current().getOrDefault(component, "");
        if (wanted.isPresent() && !wanted.get().version().equals(SimWorld.versionOf(runs))) {
          world.violate(
              Promise.SKEW,
              path + " changes a client of " + component + " while " + server + " runs " + runs);
        }
      }
    }
  }

  /// Only where there is one worker may nobody serve for a while, and the plan has to announce it.
  private void needOthersServe(String host, String path) {
    world.traffic.settle();
    if (world.traffic.serves(host)
        && !isAnnounced(host, path)
        && world.traffic.lastSparable(host) < diary.sent(path) - GRACE_MS) {
      world.violate(Promise.SERVES, path + " takes the last healthy backend away");
    }
  }

  private boolean isAnnounced(String host, String path) {
    return steps.group(path).filter(group -> downtimes.isAnnounced(group, host)).isPresent();
  }

  /// The step's path in the plan, whatever its attempt.
  static String path(String stepId) {
    var mark = stepId.indexOf('#');
    return mark < 0 ? stepId : stepId.substring(0, mark);
  }
}
