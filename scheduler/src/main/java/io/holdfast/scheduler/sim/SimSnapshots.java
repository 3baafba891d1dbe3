package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.ProblemId;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Saving the state of a product and rehearsing it, as the real operations go: the leader is asked,
/// whatever host the step names; a state flows for a while to the controller and is saved once all
/// of it is there. A controller that dies leaves half a file, which nobody counts on.
final class SimSnapshots {
  static final String SAVE = ".save-snapshot";
  static final String REHEARSE = ".rehearse-snapshot";

  private final SimWorld world;
  private final SimRehearsals rehearsals;
  private final Set<String> kept = new HashSet<>();

  SimSnapshots(SimWorld world) {
    this.world = world;
    this.rehearsals = new SimRehearsals(world);
  }

  /// An operation that is under way in one life of a controller: `here` says whether that one is
  /// still alive.
  record Asked(Step.Operate work, BooleanSupplier here, Consumer<StepEnd> answer) {
    boolean isHere() {
      return here.getAsBoolean();
    }

    void end(StepEnd end) {
      answer.accept(end);
    }

    void silent(String why) {
      end(new StepEnd.Lost(ProblemId.API_SILENT, why));
    }
  }

  static boolean isOne(String operation) {
    return operation.endsWith(SAVE) || operation.endsWith(REHEARSE);
  }

  void keep(String operation, StepEnd end) {
    if (end instanceof StepEnd.Done && world.options.has(Plant.SAVED_ONCE)) {
      kept.add(operation);
    }
  }

  /// Whether somebody takes it for done who should do it anew.
  boolean isKept(String operation) {
    return kept.contains(operation);
  }

  void run(Asked asked) {
    var raft = raft(asked);
    if (isLed(raft)) {
      perform(asked, raft);
    } else {
      asked.silent("nobody leads " + raft.system());
    }
  }

  private void perform(Asked asked, SimRaft raft) {
    if (asked.work().operation().endsWith(SAVE)) {
      save(asked, raft, raft.term());
    } else {
      rehearsals.hold(asked, raft);
    }
  }

  private SimRaft raft(Asked asked) {
    var operation = asked.work().operation();
    return world.raft(operation.substring(0, operation.indexOf('.')));
  }

  private boolean isLed(SimRaft raft) {
    raft.settle();
    return raft.leader().filter(leader -> world.host(leader).isReachable()).isPresent();
  }

  private void save(Asked asked, SimRaft raft, long term) {
    var slow = world.strikes(Fault.SLOW_HOST, 60) ? 20 : 1;
    var took = world.seed.between(200, 3_000) * slow;
    world.killSoon(took);
    world.agenda.in(
        took,
        () -> {
          if (asked.isHere()) {
            asked.end(saved(raft, term));
          }
        });
  }

  private StepEnd saved(SimRaft raft, long term) {
    if (!isLed(raft) || raft.term() != term) {
      return new StepEnd.Lost(ProblemId.API_SILENT, "cut off in the middle of the state");
    }
    if (world.strikes(Fault.CORRUPT_BLOB, 60)) {
      return new StepEnd.Lost(ProblemId.API_SILENT, "the snapshot came damaged");
    }
    if (world.strikes(Fault.FULL_DISK, 60)) {
      return new StepEnd.Failed(ProblemId.FILE_NOT_WRITABLE, "no space left on device");
    }
    rehearsals.endAll();
    return new StepEnd.Done(true, raft.system() + " saved");
  }
}
