package io.holdfast.scheduler.run;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a host that failed can be put back: only while nothing that this run has changed leads
/// its quorum. What a changed leader writes, the old version need not be able to read.
///
/// Asked when the undo is chosen, right before it is sent, and when the host does not come back
/// from it. Once it is closed the host goes only forward, from where a begun undo may have left it.
final class WayBack {
  private final Turn turn;
  private final Group group;
  private final GroupWalk order;

  WayBack(Turn turn, Group group, GroupWalk order) {
    this.turn = turn;
    this.group = group;
    this.order = order;
  }

  /// `DONE` while it is open. Each purpose asks once in the life of a program.
  Progressed isOpen(HostWork work, String purpose) {
    if (work.undo().isEmpty()) {
      return close(work, "this change has no undo");
    }
    var quorum = group.quorum();
    if (quorum.isEmpty() || quorum.get().plannedVoters() == 1) {
      return Progressed.DONE;
    }
    var look = turn.look(order.key(purpose, work), quorum.get());
    if (!look.isOver()) {
      return Progressed.BUSY;
    }
    if (look.seen().isEmpty()) {
      var failed = order.mark(work).failed().orElseThrow();
      turn.trouble(slot(work), RunProblems.noLeaderForUndo(group, failed));
      return Progressed.HALTED;
    }
    var leader = look.seen().get();
    return order.changedHere(leader)
        ? close(work, leader + " leads and was changed by this run")
        : Progressed.DONE;
  }

  /// Who led when this purpose asked; empty where nobody has to.
  String leader(HostWork work, String purpose) {
    return group
        .quorum()
        .filter(quorum -> quorum.plannedVoters() > 1)
        .flatMap(quorum -> turn.look(order.key(purpose, work), quorum).seen())
        .orElse("");
  }

  private Progressed close(HostWork work, String why) {
    var notes = missed(work);
    var again = Stream.concat(notes.stream(), takenBack(work).stream()).distinct().toList();
    var told =
        notes.isEmpty()
            ? why
            : why + "; a resume takes the work that it finds there for what has to stay";
    turn.write(
        slot(work),
        new Fact.ForwardOnly(
            group.path(), work.host(), told, Optional.of(again).filter(it -> !it.isEmpty())));
    return Progressed.BUSY;
  }

  /// The step that noted what the failed gate missed. The loss is told and nothing brings it back,
  /// so that a resume notes anew what there is.
  private List<String> missed(HostWork work) {
    var failedAt = order.mark(work).failed().map(Fact.HostFailed::at).orElse("");
    var notedBy =
        work.after().stream()
            .filter(gate -> gate.path().equals(failedAt))
            .flatMap(gate -> Gates.notedBy(gate.gate()).stream())
            .toList();
    return work.steps().stream()
        .filter(step -> step.work() instanceof Step.Operate it && notedBy.contains(it.operation()))
        .map(Step::path)
        .toList();
  }

  /// The steps that a chosen undo may have taken back, and its own, for a later undo takes back
  /// what is done anew: what follows the change, for the gates before the undo close the host to
  /// traffic; the change itself once the undo was begun; and all of them once it went on to give
  /// the host its work back.
  private List<String> takenBack(HostWork work) {
    if (!order.mark(work).undoing()) {
      return List.of();
    }
    var undo = work.undo().stream().filter(this::isStarted).toList();
    var change = work.steps().stream().filter(Step::disruptive).reduce((_, last) -> last);
    var changed = change.map(work.steps()::indexOf).orElse(0);
    var first =
        switch (undo.size()) {
          case 0 -> changed + 1;
          case 1 -> changed;
          default -> 0;
        };
    var forward = work.steps().stream().skip(first).filter(this::isStarted);
    return Stream.concat(forward, undo.stream()).map(Step::path).toList();
  }

  private boolean isStarted(Step step) {
    return turn.facts().isStarted(step.path());
  }

  private String slot(HostWork work) {
    return "host " + group.path() + " " + work.host();
  }
}
