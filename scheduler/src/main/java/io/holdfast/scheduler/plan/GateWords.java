package io.holdfast.scheduler.plan;

/// The gates of the catalogue in plain words.
public final class GateWords {
  private GateWords() {}

  /// What has to be seen before a gate is met.
  public static String of(GateSpec gate) {
    var held =
        gate.stableMs() == 0 ? "" : ", for " + gate.stableMs() / 1_000 + " s without a break";
    return of(gate.gate()) + held;
  }

  /// The same by the name of the gate alone; an unknown one is said by its name.
  public static String of(String gate) {
    return switch (gate) {
      case "agent.healthy" -> "our agent answers and is the planned version";
      case "host.answers" -> "the host answers";
      case "unit.steady" -> "the process stays the same process";
      case "consul.formed", "nomad.formed", "swarm.formed" ->
          "all planned servers are members and agree on one leader";
      case "consul.quorum-before", "nomad.quorum-before", "swarm.quorum-before" ->
          "the other servers hold the quorum, and every one names the same leader";
      case "consul.quorum-or-down", "nomad.quorum-or-down", "swarm.quorum-or-down" ->
          "the other servers hold the quorum, or this one does not vote anyway";
      case "consul.led-again", "nomad.led-again", "swarm.led-again" ->
          "the started servers vote and agree on one leader";
      case "consul.member-after", "nomad.member-after", "swarm.member-after" ->
          "the changed process reports the planned version, is a voter and has caught up";
      case "consul.members-left", "nomad.members-left", "swarm.members-left" ->
          "every server that stays knows this one no more, and all name the same other leader";
      case "consul.seen-gone" -> "the cluster itself has lost the host";
      case "consul.client-alive" -> "the discovery client is a member and is the planned version";
      case "consul.durable-counts" ->
          "nothing durable of discovery is missing on the changed server";
      case "nomad.durable-counts" ->
          "nothing durable of the scheduler is missing on the changed server";
      case "nomad.keyring-ready" -> "the servers have a key to sign with";
      case "nomad.worker-ready" -> "the worker's own process has reached a server and is ready";
      case "nomad.plugins-read" -> "the worker has read its network plugins";
      case "nomad.same-work" -> "the tasks of before still run, and none was started anew";
      case "service.running", "nomad.service-running", "swarm.service-running" ->
          "every instance of the service runs and is healthy";
      case "nomad.job-placed" -> "the job has found its workers";
      case "swarm.worker-ready" -> "the worker is ready and is the planned version";
      case "lb.backends-up" -> "every load balancer sees enough backends up on other hosts";
      case "lb.others-serve-or-down" -> "other hosts serve, or this one serves nobody anyway";
      case "lb.drained" -> "no load balancer sends requests to this host";
      case "lb.host-back" -> "every load balancer sees the host's backends up again";
      case "lb.serving" -> "the load balancer serves";
      default -> gate;
    };
  }
}
