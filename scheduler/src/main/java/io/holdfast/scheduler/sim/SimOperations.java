package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.ProblemId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// What operations on products do to the model. Each looks first: done twice it changes nothing the
/// second time.
final class SimOperations {
  private static final String COUNT = ".count-durable";
  private static final String PLACES = ".keep-places";

  private final SimWorld world;
  private final SimSnapshots snapshots;
  private final Set<String> done = new HashSet<>();
  private Watcher watcher = new Watcher() {};

  /// Told before an operation takes effect, and what came of one that took long.
  interface Watcher {
    default void operates(Step step, String operation) {}

    default void ended(Step step, Step.Operate work, StepEnd end) {}
  }

  SimOperations(SimWorld world) {
    this.world = world;
    this.snapshots = new SimSnapshots(world);
  }

  void watchedBy(Watcher newWatcher) {
    watcher = newWatcher;
  }

  /// Whether an operation would change something.
  List<Boolean> pending(List<Step.Operate> operations) {
    return operations.stream().map(this::isPending).toList();
  }

  private boolean isPending(Step.Operate work) {
    return work.operation().endsWith(PLACES)
        ? !world.options.has(Plant.CLEANUP_NOT_HELD) && !raftOf(work.operation()).keepsPlaces()
        : !done.contains(key(work));
  }

  void allDone(List<Step.Operate> operations) {
    operations.forEach(it -> done.add(key(it)));
  }

  private static String key(Step.Operate work) {
    var parameters = new TreeMap<>(work.parameters());
    parameters.remove("absent");
    return work.operation() + " " + parameters;
  }

  /// `here` says whether the controller is alive that asks.
  void run(Step step, Step.Operate work, BooleanSupplier here, Consumer<StepEnd> answer) {
    world.agenda.in(
        world.seed.between(10, 300),
        () -> {
          if (world.strikes(Fault.REFUSED, 40) || !answers(step, work)) {
            answer.accept(new StepEnd.Lost(ProblemId.API_SILENT, "no answer"));
            return;
          }
          watcher.operates(step, work.operation());
          if (snapshots.isKept(work.operation())) {
            answer.accept(new StepEnd.Done(true, "rehearsed or saved before"));
            return;
          }
          if (SimSnapshots.isOne(work.operation())) {
            snapshots.run(new SimSnapshots.Asked(work, here, told(step, work, answer)));
            return;
          }
          if (SimDeparture.takesOut(work.operation())) {
            world.departure().perform(work.operation(), step.host());
          } else {
            perform(work, step.host());
          }
          done.add(key(work));
          var took = waits(work.operation()) ? world.seed.between(500, 8_000) : 1;
          var end =
              world.strikes(Fault.ANSWER_LOST, 40)
                  ? new StepEnd.Lost(ProblemId.CONNECTION_LOST, "no answer")
                  : new StepEnd.Done(true, work.operation());
          world.agenda.in(took, () -> answer.accept(end));
        });
  }

  private Consumer<StepEnd> told(Step step, Step.Operate work, Consumer<StepEnd> answer) {
    return end -> {
      watcher.ended(step, work, end);
      snapshots.keep(work.operation(), end);
      answer.accept(end);
    };
  }

  /// A product is asked through its leader for its state, whatever host the step names.
  private boolean answers(Step step, Step.Operate work) {
    if (SimSnapshots.isOne(work.operation())) {
      return true;
    }
    var leaves = work.operation().equals("swarm.leave");
    var isOfCluster =
        work.operation().endsWith(COUNT)
            || work.operation().endsWith(PLACES)
            || SimDeparture.takesOut(work.operation());
    if ((leaves || !isOfCluster) && !world.host(step.host()).isReachable()) {
      return false;
    }
    if (!isOfCluster) {
      return true;
    }
    var raft = raftOf(work.operation());
    raft.settle();
    return raft.leader().filter(leader -> world.host(leader).isReachable()).isPresent();
  }

  private void handOver(String operation, String host) {
    var raft = raftOf(operation);
    raft.settle();
    raft.handOverFrom(host);
  }

  private SimRaft raftOf(String operation) {
    return world.raft(operation.substring(0, operation.indexOf('.')));
  }

  /// Where all else stands as wanted.
  List<Boolean> places(List<Step.Operate> operations) {
    return operations.stream().map(it -> it.operation().endsWith(PLACES) && isPending(it)).toList();
  }

  private static boolean waits(String operation) {
    return operation.equals("lb.drain") || operation.equals("nomad.close-worker");
  }

  private void perform(Step.Operate work, String onHost) {
    var host = work.parameters().getOrDefault("host", onHost);
    var traffic = world.traffic;
    switch (work.operation()) {
      case "lb.drain" -> traffic.drain(host);
      case "lb.ready" -> traffic.ready(host);
      case "nomad.note-work" -> traffic.note(host);
      case "nomad.close-worker" ->
          traffic.close(host, "migrate".equals(work.parameters().get("mode")));
      case "nomad.open-worker" -> traffic.open(host);
      case "swarm.drain-worker", "nomad.exclude-worker" -> traffic.close(host, true);
      case "consul.keep-places", "nomad.keep-places" ->
          raftOf(work.operation())
              .keepPlaces(Integer.parseInt(work.parameters().getOrDefault("servers", "1")));
      case "consul.hand-over", "nomad.hand-over" -> handOver(work.operation(), host);
      case "swarm.init", "swarm.join" -> {
        if (world.site.servers().contains(host)) {
          world.raft("swarm").join(host);
        }
      }
      case "nomad.deploy-service", "swarm.deploy-service" -> traffic.deploy();
      case "swarm.availability" -> {
        if ("active".equals(work.parameters().get("availability"))) {
          traffic.open(host);
        }
      }
      case "swarm.leave-and-rejoin",
          "consul.bootstrap-acl",
          "nomad.bootstrap-acl",
          "consul.workload-identity",
          "consul.count-durable",
          "nomad.count-durable" -> {}
      default -> throw new IllegalArgumentException("no operation " + work.operation());
    }
  }
}
