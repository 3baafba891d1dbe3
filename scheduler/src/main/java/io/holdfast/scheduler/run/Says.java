package io.holdfast.scheduler.run;

/// One line for people about each kind of fact.
final class Says {
  private Says() {}

  static String of(Fact fact) {
    return switch (fact) {
      case Fact.RunStarted f -> "run " + f.runId() + " started" + f.heeds();
      case Fact.RunResumed f -> "run " + f.runId() + " resumed";
      case Fact.OrderSet f -> "order " + String.join(", ", f.order()) + ": " + f.why();
      case Fact.LeaderMoved f ->
          "the leader is now " + f.to() + f.forwardOnly().map(why -> ": " + why).orElse("");
      case Fact.HostStarted f -> f.host() + " is next";
      case Fact.GatesMet f -> "gates met: " + String.join("; ", f.why());
      case Fact.StepStarted f -> f.title() + (f.attempt() == 1 ? "" : ", attempt " + f.attempt());
      case Fact.StepDone f -> f.changed() ? f.says() : "already as wanted";
      case Fact.StepFailed f -> "failed: " + f.evidence();
      case Fact.HostFailed f -> "failed: " + f.why();
      case Fact.UndoChosen f -> f.host() + " is being put back";
      case Fact.ForwardOnly f -> "no way back: " + f.why();
      case Fact.HostDone f -> f.host() + " is done";
      case Fact.HostPutBack f -> f.host() + " is put back";
      case Fact.WorkerSkipped f -> f.host() + " is left behind: " + f.why();
      case Fact.GateOverridden f ->
          "nobody waits for " + f.gate() + ", by " + f.who() + ": " + f.why();
      case Fact.StageDone _ -> "done";
      case Fact.RunEnded f -> f.says();
    };
  }
}
