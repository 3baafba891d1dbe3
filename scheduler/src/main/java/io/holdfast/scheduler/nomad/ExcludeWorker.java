package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import java.util.Map;

/// Takes a worker out through the servers alone: its host may hang and answer nobody.
///
/// Nothing new is placed there, and all that ran there, system jobs too, is wanted elsewhere at
/// once. What its processes do meanwhile is not known; if they come back to life, the worker ends
/// them itself. How it stood before is remembered as for a change of it, so that it is opened again
/// in the same way; with `remember` `no` it stays out until somebody opens it.
final class ExcludeWorker implements Operation {
  /// No time for anybody to leave.
  private static final long AT_ONCE = -1;

  private static final int LOOKS = 60;
  private static final long BETWEEN_LOOKS_MS = 1_000;

  @Override
  public Outcome look(World world) {
    var host = Parameters.of(world).text("host");
    var nomad = new NomadApi(new Inquiry(world));
    var worker = Worker.required(nomad, nomad.requiredServer(), host);
    return isOut(nomad, worker)
        ? new Outcome(false, host + " is excluded already")
        : new Outcome(true, host + " is excluded");
  }

  @Override
  public Outcome perform(World world) {
    var host = Parameters.of(world).text("host");
    var nomad = new NomadApi(new Inquiry(world));
    var server = nomad.requiredServer();
    var worker = Worker.required(nomad, server, host);
    if (isOut(nomad, worker)) {
      return new Outcome(false, host + " is excluded already");
    }
    requireAnother(nomad, server, worker);
    if (WorkNotes.areWanted(Parameters.of(world))) {
      new WorkNotes(nomad, server, host).noteBeforeOnce(worker);
    } else {
      new WorkNotes(nomad, server, host).stayClosed();
    }
    drain(nomad, server, worker);
    return awaitOut(world, worker);
  }

  /// What would be moved needs a place to go to.
  static void requireAnother(NomadApi nomad, String server, Worker worker) {
    var others =
        Worker.all(nomad.get(server, "/v1/nodes")).stream()
            .filter(other -> !other.host().equals(worker.host()))
            .anyMatch(Worker::takesWork);
    if (!others) {
      throw Refusal.of(
          worker.host(),
          "No other worker is open for work: what runs on "
              + worker.host()
              + " has no place to go to.",
          nomad.inquiry().raw());
    }
  }

  private static void drain(NomadApi nomad, String server, Worker worker) {
    var drained =
        nomad.put(
            server,
            "/v1/node/" + worker.id() + "/drain",
            Map.of(
                "NodeID",
                worker.id(),
                "DrainSpec",
                Map.of("Deadline", AT_ONCE, "IgnoreSystemJobs", false)));
    if (!drained.isSuccess()) {
      throw Refusal.silent("Nomad did not exclude " + worker.host() + ".", drained.trouble());
    }
  }

  private static Outcome awaitOut(World world, Worker worker) {
    for (var look = 1; ; look++) {
      var nomad = new NomadApi(new Inquiry(world));
      var now = nomad.anyServer().flatMap(server -> Worker.find(nomad, server, worker.host()));
      if (now.isPresent() && isOut(nomad, now.get())) {
        return new Outcome(true, worker.host() + " is excluded");
      }
      if (look == LOOKS) {
        throw Refusal.silent(
            "The servers of Nomad still want work on " + worker.host() + ".",
            nomad.inquiry().raw());
      }
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
    }
  }

  /// Nothing new comes and nothing is wanted there; silence is no yes.
  private static boolean isOut(NomadApi nomad, Worker worker) {
    return !worker.eligible()
        && worker
            .unfinished(nomad)
            .filter(all -> all.stream().noneMatch(Allocation::isWanted))
            .isPresent();
  }
}
