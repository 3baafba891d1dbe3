package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.render.Layout;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What must hold whenever something takes effect on a host, and after every event; each complaint
/// names its promise.
///
/// A look that was right a moment ago may be wrong when the effect comes: whatever changed less
/// than `GRACE_MS` before the step was sent, or after it, is nobody's fault.
final class Promises implements SimHost.Checks, SimOperations.Watcher {
  private static final long GRACE_MS = 5_000;

  private final SimWorld world;
  private final Plan.Verb verb;
  private final SimDowntimes downtimes;
  private final RunDiary diary;
  private final List<SimOperator> operators;
  private final Map<String, Step> planned = new HashMap<>();
  private final Map<String, Group> groupOf = new HashMap<>();
  private final Set<String> undoSteps = new HashSet<>();
  private final Set<String> begun = new HashSet<>();
  private final Set<String> done = new HashSet<>();
  private final Set<String> donePaths = new HashSet<>();
  private final Set<String> saved = new HashSet<>();
  private final Map<String, Refusal> refused = new HashMap<>();

  /// A rehearsal that failed, and the program that heard it: another one knows of it only where the
  /// journal has it.
  private record Refusal(String path, int life) {}

  Promises(SimWorld world, Plan plan, RunDiary diary, List<SimOperator> operators) {
    this.world = world;
    this.verb = plan.verb();
    this.downtimes = SimDowntimes.of(world.site.site(), plan);
    this.diary = diary;
    this.operators = List.copyOf(operators);
    plan.stages().forEach(this::learn);
    diary.onHostDone(this::needMember);
  }

  private void learn(Stage stage) {
    switch (stage) {
      case Stage.Everywhere s -> s.steps().forEach(step -> planned.put(step.path(), step));
      case Stage.Sequence s -> s.steps().forEach(step -> planned.put(step.path(), step));
      case Stage.Group s -> s.hosts().forEach(work -> learn(s, work));
    }
  }

  private void learn(Group group, HostWork work) {
    Stream.concat(work.steps().stream(), work.undo().stream())
        .forEach(
            step -> {
              planned.put(step.path(), step);
              groupOf.put(step.path(), group);
            });
    work.undo().forEach(step -> undoSteps.add(step.path()));
  }

  /// After every event.
  void check() {
    world.settle();
    world.recovery().ifPresent(SimRecovery::check);
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
    var step = planned.get(path);
    if (step == null || !step.host().equals(host.name())) {
      world.violate(
          Promise.ONLY_THE_PLAN, request.stepId() + " on " + host.name() + " is not planned");
      return;
    }
    if (diary.announced(path).isEmpty()) {
      world.violate(Promise.ANNOUNCED, path + " takes effect and no durable record announces it");
    }
    if (done.contains(id(request)) || (isDone(request, path) && !diary.isDueAgain(path))) {
      world.violate(Promise.ONCE, path + " is done a second time as " + request.stepId());
    }
    begun.add(path);
    needNotOlder(host, request);
    if (step.disruptive() && !undoSteps.contains(path)) {
      needSaved(path);
      needTurn(host.name(), path);
      needServersFirst(host, path);
      needEmptied(host.name(), path);
    }
    world.recovery().ifPresent(recovery -> recovery.begins(step));
  }

  @Override
  public void done(SimHost host, StepRequest request) {
    done.add(id(request));
    donePaths.add(request.runId() + " " + path(request.stepId()));
  }

  private static String id(StepRequest request) {
    return request.runId() + " " + request.stepId();
  }

  private boolean isDone(StepRequest request, String path) {
    return donePaths.contains(request.runId() + " " + path);
  }

  @Override
  public void operates(Step step, String operation) {
    begun.add(step.path());
    if (operation.equals("lb.drain")) {
      needTurn(step.host(), step.path());
      needOthersServe(step.host(), step.path());
    }
    if (SimDeparture.takesOut(operation)) {
      needEmptied(step.host(), step.path());
    }
    if (operation.equals("swarm.leave") && world.raft("swarm").isMember(step.host())) {
      disturbs(world.host(step.host()), step.path(), world.raft("swarm"));
    }
  }

  private void needEmptied(String host, String path) {
    if (verb == Plan.Verb.REMOVE
        && groupOf.containsKey(path)
        && groupOf.get(path).path().equals("/leave")
        && world.departure().hasWork(host)) {
      world.violate(Promise.EMPTIED_FIRST, path + " begins while work is left on " + host);
    }
  }

  @Override
  public void disturbs(SimHost host, StepRequest request, String component) {
    if (verb == Plan.Verb.RECOVER) {
      // Nobody leads: there is nothing to take away.
      return;
    }
    var path = path(request.stepId());
    for (var raft : world.rafts.values()) {
      if (raft.component().equals(component) && raft.isServer(host.name()) && raft.isFormed()) {
        disturbs(host, path, raft);
      }
    }
    if (List.of(Layout.CONSUL, Layout.DOCKER).contains(component)) {
      needOthersServe(host.name(), path);
    }
  }

  private void disturbs(SimHost host, String path, SimRaft raft) {
    raft.settle();
    var others = raft.downByUs();
    others.remove(host.name());
    if (!others.isEmpty() && knowsAll()) {
      world.violate(
          Promise.ONE_AT_A_TIME,
          path + " stops " + host.name() + " while " + others + " is down by this run");
    }
    if (raft.isHealthy(host.name())) {
      needQuorum(host, path, raft);
      if (!undoSteps.contains(path)) {
        needFollower(host, path, raft);
      }
    }
    raft.disturbed(host.name());
  }

  private void needQuorum(SimHost host, String path, SimRaft raft) {
    var since = diary.sent(path) - GRACE_MS;
    if (raft.lastSparable(host.name()) < since && raft.lastUnwell(host.name()) < since) {
      world.violate(
          Promise.KEEPS_QUORUM,
          "%s stops %s with %d other healthy voters of %s, %d are needed"
              .formatted(
                  path,
                  host.name(),
                  raft.healthyOthers(host.name()),
                  raft.system(),
                  raft.majority()));
    }
  }

  private void needFollower(SimHost host, String path, SimRaft raft) {
    var group = groupOf.get(path);
    var since = begunAt(host, path, group);
    var leads = raft.leader().filter(host.name()::equals).isPresent();
    if (group != null
        && knowsAll()
        && leads
        && raft.leaderSince() < since - GRACE_MS
        && hasUntouched(host, group)) {
      world.violate(
          Promise.LEADER_LAST,
          path + " stops the leader of " + raft.system() + " before the last server");
    }
  }

  /// When the first step of the host in its group was announced: from then on it keeps its place.
  private long begunAt(SimHost host, String path, @Nullable Group group) {
    var works = group == null ? List.<HostWork>of() : group.hosts();
    return works.stream()
        .filter(work -> work.host().equals(host.name()))
        .flatMap(work -> work.steps().stream())
        .flatMap(step -> diary.announced(step.path()).stream())
        .min(Long::compare)
        .or(() -> diary.announced(path))
        .orElse(world.now());
  }

  /// A dead one that is only forgotten is never touched.
  private boolean hasUntouched(SimHost host, Group group) {
    return group.hosts().stream()
        .filter(work -> !work.host().equals(host.name()) && world.servers.contains(work.host()))
        .filter(work -> work.steps().stream().anyMatch(Step::disruptive))
        .anyMatch(work -> !isTouched(work));
  }

  private boolean isTouched(HostWork work) {
    return work.steps().stream().anyMatch(step -> step.disruptive() && begun.contains(step.path()));
  }

  /// The canary alone, then one by one, or as many as the batch allows where no quorum is at stake.
  /// A worker that was left behind and is back may be in the middle of its change beside another.
  private void needTurn(String host, String path) {
    var found = Optional.ofNullable(groupOf.get(path));
    if (found.isEmpty() || diary.wasLeft(host)) {
      return;
    }
    var group = found.get();
    var open = 0;
    var ended = 0;
    for (var work : group.hosts()) {
      if (!work.host().equals(host) && isTouched(work)) {
        var over = diary.isEnded(group.path(), work.host());
        ended += over ? 1 : 0;
        open += over || diary.wasLeft(work.host()) ? 0 : 1;
      }
    }
    var allowed = group.quorum().isPresent() || ended == 0 ? 0 : Math.max(1, group.batch()) - 1;
    if (open > allowed && knowsAll()) {
      world.violate(
          Promise.NEXT_AFTER_GATES,
          path + " begins while " + open + " other hosts of its group are not done");
    }
  }

  /// A server that is called done is a healthy voter, or was one a moment ago; one that leaves is
  /// no member any more.
  private void needMember(String groupPath, String host) {
    if (verb == Plan.Verb.REMOVE) {
      if (groupPath.equals("/leave")
          && world.rafts.values().stream().anyMatch(it -> it.isMember(host))) {
        world.violate(Promise.MEMBERS_AS_WANTED, host + " is called gone and is still a member");
      }
      return;
    }
    for (var group : groupOf.values()) {
      if (group.path().equals(groupPath) && group.quorum().isPresent()) {
        var raft = world.raft(group.quorum().get().system());
        raft.settle();
        if (world.now() - raft.lastHealthy(host) > GRACE_MS) {
          world.violate(
              Promise.NEXT_AFTER_GATES,
              host + " is called done in " + groupPath + " and is no healthy voter");
        }
        return;
      }
    }
  }

  /// What came of a state that was saved or rehearsed, as somebody heard it.
  @Override
  public void ended(Step step, Step.Operate work, StepEnd end) {
    var product = work.operation().substring(0, work.operation().indexOf('.'));
    var isSave = work.operation().endsWith(SimSnapshots.SAVE);
    switch (end) {
      case StepEnd.Done _ when isSave -> saved.add(product);
      case StepEnd.Done done when done.says().startsWith("rehearsed") -> refused.remove(product);
      case StepEnd.Failed _ when !isSave ->
          refused.put(product, new Refusal(step.path(), diary.lives()));
      default -> {}
    }
  }

  /// Before servers get another version; a reboot brings none. Of a swarm nothing can be saved
  /// while it runs.
  private void needSaved(String path) {
    var group = groupOf.get(path);
    if (group == null || group.quorum().filter(rule -> !rule.system().equals("swarm")).isEmpty()) {
      return;
    }
    var component = group.component();
    if (!world.site.isRenewed(component)
        || world.rafts.values().stream().noneMatch(it -> it.component().equals(component))) {
      return;
    }
    if (!saved.contains(component)) {
      world.violate(
          Promise.SAVED_FIRST, path + " begins and the state of " + component + " is not saved");
    }
    if (Optional.ofNullable(refused.get(component)).filter(this::isKnown).isPresent()) {
      world.violate(
          Promise.HEEDS_REHEARSAL, path + " begins, and a rehearsal of " + component + " failed");
    }
  }

  private boolean isKnown(Refusal refusal) {
    return knowsAll() && (diary.hasFailed(refusal.path()) || diary.lives() == refusal.life());
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
    var component = Optional.ofNullable(groupOf.get(path)).map(Group::component).orElse("");
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

  /// A disk that lied has taken from the run what it knew: then only what the gates see holds.
  private boolean knowsAll() {
    return !world.hasLostMemory();
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
    return Optional.ofNullable(groupOf.get(path))
        .filter(group -> downtimes.isAnnounced(group, host))
        .isPresent();
  }

  /// The step's path in the plan, whatever its attempt.
  static String path(String stepId) {
    var mark = stepId.indexOf('#');
    return mark < 0 ? stepId : stepId.substring(0, mark);
  }
}
