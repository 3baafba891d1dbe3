package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;

/// Notes which work runs on a worker, for the gate that looks whether it is still the same after
/// the worker's change.
final class NoteWork implements Operation {
  @Override
  public Outcome look(World world) {
    return new Outcome(true, "the work of " + Parameters.of(world).text("host") + " is noted");
  }

  @Override
  public Outcome perform(World world) {
    var host = Parameters.of(world).text("host");
    var nomad = new NomadApi(new Inquiry(world));
    var server = nomad.requiredServer();
    var worker = Worker.required(nomad, server, host);
    var reply = nomad.allocationsOn(server, worker.id());
    if (!reply.isSuccess()) {
      throw Refusal.silent("Nomad does not tell what runs on " + host + ".", reply.trouble());
    }
    var running =
        Allocation.all(reply).stream()
            .filter(allocation -> allocation.isRunning() && allocation.isWanted())
            .map(NotedWork::of)
            .toList();
    new WorkNotes(nomad, server, host).noteWork(running, HostBoot.of(world, host).orElse(""));
    return new Outcome(false, running.size() + " allocations run on " + host);
  }
}
