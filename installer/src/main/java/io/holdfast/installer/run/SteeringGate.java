package io.holdfast.installer.run;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.Optional;

/// Keeps what comes from outside until there is somebody who can take it: a Ctrl-C or a lost lock
/// right before a run begins must not be forgotten, for then it would begin all the same.
final class SteeringGate implements Steering {
  private Optional<Steering> driver = Optional.empty();
  private Optional<String> lost = Optional.empty();
  private boolean stopAsked;

  @Override
  public synchronized void askStop() {
    stopAsked = true;
    driver.ifPresent(Steering::askStop);
  }

  @Override
  public synchronized void lockLost(String why) {
    lost = lost.or(() -> Optional.of(why));
    driver.ifPresent(now -> now.lockLost(why));
  }

  /// Refuses to go on when something has come already.
  synchronized void requireOpen() {
    if (lost.isPresent()) {
      throw Problem.of(ProblemId.LOCK_LOST, "The lock of the site was lost before the run began")
          .withEvidence(lost.get())
          .withFix("holdfast status", "Give the same command again")
          .withClusterSafe(true, "this command began no step")
          .asException();
    }
    if (stopAsked) {
      throw Problem.of(ProblemId.RUN_STOPPED, "It was asked to stop before the run began")
          .withFix("Give the same command again")
          .withClusterSafe(true, "this command began no step")
          .asException();
    }
  }

  /// From here on everything goes to the driver of the run; what came before keeps it from
  /// beginning.
  synchronized void open(Steering next) {
    requireOpen();
    driver = Optional.of(next);
  }
}
