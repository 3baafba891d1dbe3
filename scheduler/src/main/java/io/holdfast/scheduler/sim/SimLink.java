package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.function.Consumer;

/// The connection between the controller and the hosts: it can refuse, cut, lose answers, repeat
/// and hold back.
final class SimLink {
  private static final int ODDS = 100;

  private final SimWorld world;

  SimLink(SimWorld world) {
    this.world = world;
  }

  void send(SimHost host, StepRequest request, Consumer<StepEnd> answer) {
    if (world.strikes(Fault.REFUSED, ODDS)) {
      answerIn(50, SimHost.lost("connection refused"), answer);
    } else if (world.strikes(Fault.RESET_BEFORE, ODDS)) {
      answerIn(world.seed.between(1, 5_000), SimHost.lost("connection reset"), answer);
    } else if (world.strikes(Fault.DELAYED, ODDS)) {
      arriveIn(world.seed.between(15_000, 120_000), host, request, SimLink::nobody);
      answerIn(10_000, SimHost.lost("no answer"), answer);
    } else {
      deliver(host, request, answer);
    }
  }

  private void deliver(SimHost host, StepRequest request, Consumer<StepEnd> answer) {
    var latency = world.seed.between(1, 20);
    if (world.strikes(Fault.DUPLICATE, ODDS)) {
      arriveIn(latency + world.seed.between(0, 30_000), host, request, SimLink::nobody);
    }
    if (world.strikes(Fault.RESET_DURING, ODDS)) {
      arriveIn(latency, host, request, SimLink::nobody);
      answerIn(latency + world.seed.between(0, 1_000), SimHost.lost("connection reset"), answer);
    } else if (world.strikes(Fault.ANSWER_LOST, ODDS)) {
      arriveIn(latency, host, request, _ -> answerIn(1, SimHost.lost("connection reset"), answer));
    } else {
      arriveIn(latency, host, request, answer);
    }
  }

  /// Brings blobs to a host, which has those it has already.
  void copy(SimHost host, List<String> blobs, Consumer<StepEnd> answer) {
    world.agenda.in(
        world.seed.between(50, 2_000),
        () -> {
          if (!host.isReachable() || world.strikes(Fault.REFUSED, ODDS)) {
            answer.accept(SimHost.lost("connection refused"));
            return;
          }
          try {
            blobs.forEach(host.store()::bring);
            answer.accept(new StepEnd.Done(true, blobs.size() + " blobs"));
          } catch (SimStore.Fails failed) {
            answer.accept(new StepEnd.Failed(ProblemId.STEP_FAILED, failed.why()));
          }
        });
  }

  private void arriveIn(long ms, SimHost host, StepRequest request, Consumer<StepEnd> answer) {
    world.agenda.in(ms, () -> host.receive(request, answer));
  }

  private void answerIn(long ms, StepEnd end, Consumer<StepEnd> answer) {
    world.agenda.in(ms, () -> answer.accept(end));
  }

  /// Takes an answer that nobody waits for.
  private static void nobody(StepEnd unheard) {}
}
