package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.ProblemId;
import java.util.function.Consumer;

/// The connection between the controller and the hosts: it can refuse, cut, lose answers, repeat,
/// slow down and hold back.
final class SimLink {
  private static final int ODDS = 150;

  private final SimWorld world;

  SimLink(SimWorld world) {
    this.world = world;
  }

  void send(SimHost host, StepRequest request, Consumer<StepEnd> answer) {
    if (world.strikes(Fault.REFUSED, ODDS)) {
      answerIn(50, lost("connection refused"), answer);
    } else if (world.strikes(Fault.DELAYED, ODDS)) {
      arriveIn(world.seed.between(15_000, 120_000), host, request, SimLink::nobody);
      answerIn(10_000, lost("no answer"), answer);
    } else {
      deliver(host, request, answer);
    }
  }

  private void deliver(SimHost host, StepRequest request, Consumer<StepEnd> answer) {
    var latency = world.seed.between(1, 20);
    if (world.strikes(Fault.SLOW, ODDS)) {
      latency += world.seed.between(1_000, 20_000);
    }
    if (world.strikes(Fault.DUPLICATE, ODDS)) {
      arriveIn(latency + world.seed.between(0, 30_000), host, request, SimLink::nobody);
    }
    if (world.strikes(Fault.RESET_DURING, ODDS)) {
      arriveIn(latency, host, request, SimLink::nobody);
      answerIn(latency + world.seed.between(0, 1_000), lost("connection reset"), answer);
    } else if (world.strikes(Fault.ANSWER_LOST, ODDS)) {
      arriveIn(latency, host, request, _ -> answerIn(1, lost("connection reset"), answer));
    } else {
      arriveIn(latency, host, request, answer);
    }
  }

  private void arriveIn(long ms, SimHost host, StepRequest request, Consumer<StepEnd> answer) {
    world.agenda.in(ms, () -> host.receive(request, answer));
  }

  private void answerIn(long ms, StepEnd end, Consumer<StepEnd> answer) {
    world.agenda.in(ms, () -> answer.accept(end));
  }

  /// Takes an answer that nobody waits for.
  private static void nobody(StepEnd unheard) {}

  static StepEnd lost(String why) {
    return new StepEnd.Lost(ProblemId.CONNECTION_LOST, why);
  }
}
