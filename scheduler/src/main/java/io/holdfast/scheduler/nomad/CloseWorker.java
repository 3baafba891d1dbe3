package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.gate.World;
import java.util.Map;
import java.util.Optional;

/// Closes a worker for new work before it is changed, and gives its work time.
///
/// `mode` is `wait`: what ends by itself (batch jobs) is waited for, at most `deadlineMs`, the rest
/// stays where it is; or `migrate`: Nomad moves everything but system jobs to other workers and
/// stops, after `deadlineMs`, what did not go by itself, which is all of it where the worker is
/// `alone`. How the worker stood before is remembered, so that it is opened again only if it was
/// open, and a drain of somebody else goes on; with `remember` `no` it is closed to stay so.
final class CloseWorker implements Operation {
  private static final long NS_PER_MS = 1_000_000;
  private static final long BETWEEN_LOOKS_MS = 1_000;

  /// A drain that is over its deadline stops what is left: a task has by default at most 30 s to
  /// end (`max_kill_timeout` of the client), and its worker tells that it has.
  private static final long GRACE_MS = 60_000;

  @Override
  public Outcome look(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    if (!WorkNotes.areWanted(parameters) && isClosed(world, parameters)) {
      return new Outcome(false, host + " is closed already, and nothing is left to wait for");
    }
    return new Outcome(true, host + " is closed for new work");
  }

  @Override
  public Outcome perform(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var deadlineMs = parameters.number("deadlineMs");
    var nomad = new NomadApi(new Inquiry(world));
    var server = nomad.requiredServer();
    var worker = Worker.required(nomad, server, host);
    if (WorkNotes.areWanted(parameters)) {
      new WorkNotes(nomad, server, host).noteBeforeOnce(worker);
    } else {
      new WorkNotes(nomad, server, host).stayClosed();
    }
    requirePlace(parameters, nomad, server, worker);
    return switch (parameters.text("mode")) {
      case "wait" -> {
        close(nomad, server, worker);
        yield awaitEnd(world, worker, deadlineMs);
      }
      case "migrate" -> {
        drain(nomad, server, worker, deadlineMs);
        yield awaitDrained(world, host, deadlineMs);
      }
      default -> throw new IllegalArgumentException("no way to treat the work of a worker");
    };
  }

  /// Work that moves and does not come back needs another worker, unless the plan says that it
  /// ends.
  private static void requirePlace(
      Parameters parameters, NomadApi nomad, String server, Worker worker) {
    if (parameters.text("mode").equals("migrate")
        && !WorkNotes.areWanted(parameters)
        && !parameters.says(Parameters.ALONE)) {
      ExcludeWorker.requireAnother(nomad, server, worker);
    }
  }

  /// Whether a worker that is closed to stay so has nothing left that would end or move.
  private static boolean isClosed(World world, Parameters parameters) {
    var nomad = new NomadApi(new Inquiry(world));
    var worker = Worker.required(nomad, nomad.requiredServer(), parameters.text("host"));
    var waits = parameters.text("mode").equals("wait");
    return !worker.eligible()
        && !worker.draining()
        && worker
            .unfinished(nomad)
            .filter(
                all ->
                    all.stream()
                        .noneMatch(it -> waits ? it.endsByItself() : !it.type().equals("system")))
            .isPresent();
  }

  private static void close(NomadApi nomad, String server, Worker worker) {
    if (worker.eligible()) {
      required(
          worker,
          nomad.put(
              server,
              "/v1/node/" + worker.id() + "/eligibility",
              Map.of("NodeID", worker.id(), "Eligibility", "ineligible")));
    }
  }

  private static void drain(NomadApi nomad, String server, Worker worker, long deadlineMs) {
    if (!worker.draining()) {
      required(
          worker,
          nomad.put(
              server,
              "/v1/node/" + worker.id() + "/drain",
              Map.of(
                  "NodeID",
                  worker.id(),
                  "DrainSpec",
                  Map.of("Deadline", deadlineMs * NS_PER_MS, "IgnoreSystemJobs", true))));
    }
  }

  private static void required(Worker worker, Reply reply) {
    if (!reply.isSuccess()) {
      throw Refusal.silent("Nomad did not close " + worker.host() + ".", reply.trouble());
    }
  }

  /// Each look is a new inquiry, for what was answered an hour ago is of no interest.
  private static Outcome awaitEnd(World world, Worker worker, long deadlineMs) {
    var began = world.clock().uptimeMs();
    while (true) {
      var nomad = new NomadApi(new Inquiry(world));
      var left = ending(nomad, worker);
      var waited = world.clock().uptimeMs() - began;
      if (left.isPresent() && left.get() == 0) {
        return new Outcome(
            true,
            worker.host()
                + " is closed; all that ends by itself has ended, after "
                + waited
                + " ms");
      }
      if (waited >= deadlineMs) {
        return overdue(worker, left, nomad);
      }
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
    }
  }

  private static Outcome overdue(Worker worker, Optional<Long> left, NomadApi nomad) {
    if (left.isEmpty()) {
      throw Refusal.silent(
          "Nomad does not tell what runs on " + worker.host() + ".", nomad.inquiry().raw());
    }
    return new Outcome(
        true,
        worker.host()
            + " is closed; the time to wait is over, "
            + left.get()
            + " batch allocations run on");
  }

  /// How many allocations that end by themselves have not; empty when nobody says.
  private static Optional<Long> ending(NomadApi nomad, Worker worker) {
    return worker
        .unfinished(nomad)
        .map(all -> all.stream().filter(Allocation::endsByItself).count());
  }

  private static Outcome awaitDrained(World world, String host, long deadlineMs) {
    var began = world.clock().uptimeMs();
    while (true) {
      var nomad = new NomadApi(new Inquiry(world));
      var worker = nomad.anyServer().flatMap(server -> Worker.find(nomad, server, host));
      if (worker.isPresent() && !worker.get().draining()) {
        return new Outcome(true, host + " is drained");
      }
      if (world.clock().uptimeMs() - began > deadlineMs + GRACE_MS) {
        throw Refusal.of(host, "The drain of " + host + " does not end.", nomad.inquiry().raw());
      }
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
    }
  }
}
