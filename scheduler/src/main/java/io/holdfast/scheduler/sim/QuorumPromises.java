package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What must hold of quorums and of the order of hosts: a server is touched only while its quorum
/// can lose it, one at a time, the leader last, each host after the gates of the one before. Only a
/// recovery may stop servers of a quorum all the same, of one that nobody led when it began.
final class QuorumPromises {
  private final SimWorld world;
  private final Plan.Verb verb;
  private final PlannedSteps steps;
  private final RunDiary diary;
  private final Set<String> begun = new HashSet<>();
  private final Set<String> unled = new HashSet<>();

  QuorumPromises(SimWorld world, Plan.Verb verb, PlannedSteps steps, RunDiary diary) {
    this.world = world;
    this.verb = verb;
    this.steps = steps;
    this.diary = diary;
    newLife();
  }

  /// What a recovery finds when it begins, or is given again.
  void newLife() {
    if (verb == Plan.Verb.RECOVER) {
      world.rafts.values().stream()
          .filter(raft -> !isLed(raft))
          .forEach(raft -> unled.add(raft.system()));
    }
  }

  /// After every event: whatever is led again is protected again.
  void check() {
    if (!unled.isEmpty()) {
      unled.removeIf(system -> isLed(world.raft(system)));
    }
  }

  private boolean isLed(SimRaft raft) {
    return raft.leader().isPresent() && raft.leaderSince() < world.now() - Promises.GRACE_MS;
  }

  void begun(String path) {
    begun.add(path);
  }

  /// Whether a recovery has to bring this quorum back, and may do with its servers what it needs.
  boolean isUnled(SimRaft raft) {
    return unled.contains(raft.system());
  }

  /// A server is about to be stopped.
  void disturbs(SimHost host, String path, SimRaft raft) {
    raft.settle();
    if (isUnled(raft)) {
      return;
    }
    var others = raft.downByUs();
    others.remove(host.name());
    if (!others.isEmpty() && knowsAll()) {
      world.violate(
          Promise.ONE_AT_A_TIME,
          path + " stops " + host.name() + " while " + others + " is down by this run");
    }
    if (raft.isHealthy(host.name())) {
      needQuorum(host, path, raft);
      if (!steps.isUndo(path)) {
        needFollower(host, path, raft);
      }
    }
    raft.disturbed(host.name());
  }

  private void needQuorum(SimHost host, String path, SimRaft raft) {
    var since = diary.sent(path) - Promises.GRACE_MS;
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
    var group = steps.group(path).orElse(null);
    var since = begunAt(host, path, group);
    var leads = raft.leader().filter(host.name()::equals).isPresent();
    if (group != null
        && knowsAll()
        && leads
        && raft.leaderSince() < since - Promises.GRACE_MS
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
  void needTurn(String host, String path) {
    var found = steps.group(path);
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
  void needMember(String groupPath, String host) {
    if (verb == Plan.Verb.REMOVE) {
      if (groupPath.equals("/leave")
          && world.rafts.values().stream().anyMatch(it -> it.isMember(host))) {
        world.violate(Promise.MEMBERS_AS_WANTED, host + " is called gone and is still a member");
      }
      return;
    }
    for (var group : steps.groups()) {
      if (group.path().equals(groupPath) && group.quorum().isPresent()) {
        var raft = world.raft(group.quorum().get().system());
        raft.settle();
        if (world.now() - raft.lastHealthy(host) > Promises.GRACE_MS) {
          world.violate(
              Promise.NEXT_AFTER_GATES,
              host + " is called done in " + groupPath + " and is no healthy voter");
        }
        return;
      }
    }
  }

  /// A disk that lied has taken from the run what it knew: then only what the gates see holds.
  private boolean knowsAll() {
    return !world.hasLostMemory();
  }
}
