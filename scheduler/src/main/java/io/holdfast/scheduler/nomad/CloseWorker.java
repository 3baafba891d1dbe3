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
/// stops, after `deadlineMs`, what did not go by itself. Whether the worker was open before is
/// remembered, so that it is opened again only if it was.
final class CloseWorker implements Operation {
  private static final long NS_PER_MS = 1_000_000;
  private static final long BETWEEN_LOOKS_MS = 500;

  /// A drain that is over its deadline needs a moment to stop what is left.
  private static final long GRACE_MS = 30_000;

  @Override
  public Outcome look(World world) {
    var host = Parameters.of(world).text("host");
    return new Outcome(true, host + " is closed for new work");
  }

  @Override
  public Outcome perform(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var deadlineMs = parameters.number("deadlineMs");
    var nomad = new NomadApi(new Inquiry(world));
    var server = nomad.requiredServer();
    var worker = Workers.required(nomad, server, host);
    var notes = new WorkNotes(nomad, server, host);
    if (notes.wasEligible().isEmpty()) {
      notes.noteEligible(worker.eligible());
    }
    return switch (parameters.text("mode")) {
      case "wait" -> {
        close(nomad, server, worker);
        yield awaitEnd(world, nomad, server, worker, deadlineMs);
      }
      case "migrate" -> {
        drain(nomad, server, worker, deadlineMs);
        yield awaitDrained(world, nomad, server, host, deadlineMs);
      }
      default -> throw new IllegalArgumentException("no way to treat the work of a worker");
    };
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

  private static Outcome awaitEnd(
      World world, NomadApi nomad, String server, Worker worker, long deadlineMs) {
    var began = world.clock().uptimeMs();
    while (true) {
      var left = ending(nomad, server, worker);
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
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
    }
  }

  /// How many allocations that end by themselves have not; empty when nobody says.
  private static Optional<Long> ending(NomadApi nomad, String server, Worker worker) {
    var reply = nomad.get(server, "/v1/node/" + worker.id() + "/allocations");
    if (!reply.isSuccess()) {
      return Optional.empty();
    }
    return Optional.of(
        Allocation.all(reply).stream()
            .filter(
                allocation ->
                    allocation.endsByItself()
                        && (allocation.isRunning() || allocation.status().equals("pending")))
            .count());
  }

  private static Outcome awaitDrained(
      World world, NomadApi nomad, String server, String host, long deadlineMs) {
    var began = world.clock().uptimeMs();
    while (true) {
      var worker = Worker.find(nomad, server, host);
      if (worker.isPresent() && !worker.get().draining()) {
        return new Outcome(true, host + " is drained");
      }
      if (world.clock().uptimeMs() - began > deadlineMs + GRACE_MS) {
        throw Refusal.silent("The drain of " + host + " does not end.", nomad.inquiry().raw());
      }
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
    }
  }
}
