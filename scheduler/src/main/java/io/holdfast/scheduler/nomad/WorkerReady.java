package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;

/// Is a worker back? Its own process reports the planned version and has reached a server since it
/// was started, and the servers see it ready, at that version, able to run containers. With
/// `version` left out only the servers' view counts.
///
/// The servers alone prove nothing: for as long as its heartbeat may take, they see a worker that
/// does not come back as ready.
final class WorkerReady implements Gate {
  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var version = parameters.optional("version");
    var inquiry = new Inquiry(world);
    var nomad = new NomadApi(inquiry);
    var reasons = new Reasons();
    if (version.isPresent()) {
      var self = nomad.get(host, "/v1/agent/self");
      if (!self.isSuccess()) {
        return reasons.add(self.trouble()).verdict("", inquiry);
      }
      reasons.unlessRuns(host, nomad.process(self.json()).version(), version.get());
      reasons.unless(
          hasHeardServers(self.json()), host + " has reached no server since it was started");
    }
    var server = nomad.anyServer();
    if (server.isEmpty()) {
      return reasons.add("no server of Nomad knows a leader").verdict("", inquiry);
    }
    var worker = Worker.find(nomad, server.get(), host);
    if (worker.isEmpty()) {
      return reasons.add("the servers do not know " + host).verdict("", inquiry);
    }
    version.ifPresent(planned -> reasons.unlessRuns(host, worker.get().version(), planned));
    return reasons
        .unless(worker.get().isReady(), host + " is " + worker.get().status() + " for the servers")
        .unless(worker.get().runsContainers(), host + " can run no containers")
        .verdict(host + " runs " + worker.get().version() + " and is ready", inquiry);
  }

  /// A client that never heard a server counts from the year 1 on, in hours.
  private static boolean hasHeardServers(Body self) {
    var heartbeat = self.at("stats", "client", "last_heartbeat").text();
    return !heartbeat.isEmpty() && !heartbeat.contains("h");
  }
}
