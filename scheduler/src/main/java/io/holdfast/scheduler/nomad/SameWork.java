package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.Optional;

/// Does the work that was noted before a worker's change still run there, as the very same
/// allocations? What has ended by itself meanwhile, or was stopped by its owner, is no loss.
final class SameWork implements Gate {
  @Override
  public Verdict judge(World world) {
    var host = Parameters.of(world).text("host");
    var inquiry = new Inquiry(world);
    var nomad = new NomadApi(inquiry);
    var server = nomad.anyServer();
    if (server.isEmpty()) {
      return new Reasons().add("no server of Nomad knows a leader").verdict("", inquiry);
    }
    var worker = Worker.find(nomad, server.get(), host);
    if (worker.isEmpty()) {
      return new Reasons().add("the servers do not know " + host).verdict("", inquiry);
    }
    var reply = nomad.get(server.get(), "/v1/node/" + worker.get().id() + "/allocations");
    if (!reply.isSuccess()) {
      return new Reasons().add(reply.trouble()).verdict("", inquiry);
    }
    var now = Allocation.all(reply);
    var noted = new WorkNotes(nomad, server.get(), host).work();
    var reasons = new Reasons();
    for (var id : noted) {
      loss(now.stream().filter(it -> it.id().equals(id)).findFirst())
          .ifPresent(why -> reasons.add("allocation " + id + " on " + host + " " + why));
    }
    return reasons.verdict(
        "the " + noted.size() + " allocations of before are still on " + host, inquiry);
  }

  private static Optional<String> loss(Optional<Allocation> now) {
    if (now.isEmpty()) {
      return Optional.of("is gone");
    }
    var allocation = now.get();
    if (allocation.isRunning() || !allocation.isWanted()) {
      return Optional.empty();
    }
    return allocation.status().equals("complete")
        ? Optional.empty()
        : Optional.of("is " + allocation.status());
  }
}
