package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.Span;
import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Stage.QuorumRule;
import io.holdfast.scheduler.plan.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Decides which hosts of a group are being changed now: the canary alone, then one by one, or
/// `batch` at once where no quorum is at stake. The leader of a quorum changes places with the last
/// host not yet touched.
final class GroupWalk {
  private final Turn turn;
  private final Group group;
  private final HostWalk hosts;

  GroupWalk(Turn turn, Group group) {
    this.turn = turn;
    this.group = group;
    this.hosts = new HostWalk(turn, group, this);
  }

  Progressed advance() {
    var open = open();
    var limit = limit();
    var progress = Progressed.DONE;
    var changing = 0;
    for (var work : open) {
      if (open.size() <= limit || changing < limit) {
        progress = worse(progress, hosts.advance(work));
        changing += hosts.isChanging(work) ? 1 : 0;
      }
    }
    var active = open.size();
    if (progress == Progressed.HALTED) {
      return progress;
    }
    return active < limit && !isFailing() ? beginNext(progress, limit - active) : progress;
  }

  /// More may be open than are changed at once: a worker that was left behind in the middle of its
  /// change and is back finds another one in the middle of theirs. Then who may be disturbed goes
  /// first.
  private List<HostWork> open() {
    return begun().stream().filter(work -> !turn.isLeft(work.host())).toList();
  }

  /// The hosts that were begun and are not done.
  private List<HostWork> begun() {
    var names = turn.facts().openIn(group.path());
    if (names.isEmpty() || turn.facts().group(group.path()).order().isEmpty()) {
      return turn.index().works(group, names);
    }
    return inOrder().stream().filter(work -> names.contains(work.host())).toList();
  }

  /// Whatever failed on one host may fail on the next: no other one is begun.
  private boolean isFailing() {
    return begun().stream().anyMatch(work -> mark(work).failed().isPresent());
  }

  private int limit() {
    var canaryDone = group.hosts().stream().anyMatch(work -> mark(work).done());
    return group.quorum().isPresent() || !canaryDone ? 1 : Math.max(1, group.batch());
  }

  private Progressed beginNext(Progressed soFar, int count) {
    var waiting =
        inOrder().stream()
            .filter(work -> !mark(work).started() && !turn.isLeft(work.host()))
            .limit(count)
            .toList();
    if (waiting.isEmpty()) {
      return soFar;
    }
    if (turn.isHalting()) {
      return soFar == Progressed.DONE ? Progressed.HALTED : soFar;
    }
    var progress = soFar;
    for (var work : waiting) {
      progress = worse(progress, begin(work));
    }
    return progress;
  }

  private Progressed begin(HostWork work) {
    if (isTooLate(work)) {
      return Progressed.HALTED;
    }
    if (group.quorum().isPresent()) {
      var cleared = leadsNot(work, "next", group.quorum().get());
      if (cleared != Progressed.DONE) {
        return cleared;
      }
    }
    turn.write(slot(), new Fact.HostStarted(group.path(), work.host()));
    return Progressed.BUSY;
  }

  /// `DONE` when the host does not lead, or leads and is the last; otherwise the order is changed
  /// first.
  Progressed leadsNot(HostWork work, String purpose, QuorumRule quorum) {
    var key = key(purpose, work);
    var look = turn.look(key, quorum);
    if (look.unknown()) {
      turn.trouble(key, RunProblems.noLeader(group, work.host()));
      return Progressed.HALTED;
    }
    if (look.seen().isEmpty() || turn.isBusy(slot())) {
      return Progressed.BUSY;
    }
    return placed(work, look.seen().get());
  }

  private Progressed placed(HostWork work, String leader) {
    var mark = turn.facts().group(group.path());
    if (mark.leaderBefore().isEmpty()) {
      var why = leader + " leads";
      turn.write(slot(), new Fact.OrderSet(group.path(), names(), leader, "", why));
      return Progressed.BUSY;
    }
    var known = mark.moved().map(Outcome.LeaderMove::to).or(mark::leaderBefore);
    if (!known.get().equals(leader)) {
      turn.write(slot(), new Fact.LeaderMoved(group.path(), leader, forwardOnly(leader)));
      return Progressed.BUSY;
    }
    return leader.equals(work.host()) ? leaderLater(work) : Progressed.DONE;
  }

  /// What a changed server writes as the leader, an old one need not be able to read: nobody is put
  /// back while it leads.
  private Optional<String> forwardOnly(String leader) {
    return changedHere(leader)
        ? Optional.of(leader + " was changed by this run; from here on the group goes only forward")
        : Optional.empty();
  }

  private Progressed leaderLater(HostWork work) {
    var order = new ArrayList<>(names());
    var last = order.size() - 1;
    while (last > 0 && isTouched(order.get(last))) {
      last--;
    }
    var at = order.indexOf(work.host());
    if (last <= at || isBegun(work)) {
      return Progressed.DONE;
    }
    Collections.swap(order, at, last);
    var why = work.host() + " leads and goes last";
    turn.write(slot(), new Fact.OrderSet(group.path(), order, work.host(), work.host(), why));
    for (var name : names()) {
      hosts.forget(name);
    }
    return Progressed.BUSY;
  }

  /// Whether the change of a host that nobody has touched could end after the window.
  boolean isTooLate(HostWork work) {
    return turn.isTooLate("the change of " + work.host(), Span.of(work));
  }

  private boolean isTouched(String host) {
    return group.hosts().stream()
        .filter(work -> work.host().equals(host))
        .anyMatch(work -> mark(work).done() || mark(work).failed().isPresent() || isTouched(work));
  }

  /// Whether anything was sent to the host: from then on it keeps its place, for nobody else brings
  /// it to an end.
  boolean isBegun(HostWork work) {
    return work.steps().stream().anyMatch(step -> turn.facts().isStarted(step.path()));
  }

  /// Whether anything that disturbs the host was sent to it.
  boolean isTouched(HostWork work) {
    return work.steps().stream()
        .filter(Step::disruptive)
        .anyMatch(step -> turn.facts().isStarted(step.path()));
  }

  boolean changedHere(String host) {
    return isTouched(host);
  }

  Marks.HostMark mark(HostWork work) {
    return turn.facts().host(group.path(), work.host());
  }

  String slot() {
    return "group " + group.path();
  }

  String key(String purpose, HostWork work) {
    return purpose + " " + group.path() + " " + work.host();
  }

  List<String> names() {
    return inOrder().stream().map(HostWork::host).toList();
  }

  private List<HostWork> inOrder() {
    var order = turn.facts().group(group.path()).order();
    if (order.isEmpty()) {
      return group.hosts();
    }
    var byPlace = new ArrayList<>(group.hosts());
    byPlace.sort(java.util.Comparator.comparingInt(work -> order.indexOf(work.host())));
    return byPlace;
  }

  private static Progressed worse(Progressed one, Progressed other) {
    if (one == Progressed.BUSY || other == Progressed.BUSY) {
      return Progressed.BUSY;
    }
    return one == Progressed.HALTED ? one : other;
  }
}
