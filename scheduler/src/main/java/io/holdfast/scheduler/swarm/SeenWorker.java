package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;

/// The worker that the parameter `host` names, as a manager other than it sees it.
record SeenWorker(String host, DockerApi docker, String manager, Node node) {
  private static final String DRAIN = "drain";

  static SeenWorker of(World world) {
    var host = Parameters.of(world).text("host");
    var docker = new DockerApi(new Inquiry(world));
    var manager = Managers.required(docker, Managers.firstBut(docker, host));
    var node =
        new Nodes(docker, manager)
            .of(host)
            .orElseThrow(
                () ->
                    Refusal.silent(
                        "The managers do not know " + host + ".", docker.inquiry().raw()));
    return new SeenWorker(host, docker, manager, node);
  }

  private Nodes nodes() {
    return new Nodes(docker, manager);
  }

  String raw() {
    return docker.inquiry().raw();
  }

  boolean isDrained() {
    return node.availability().equals(DRAIN);
  }

  /// Nothing new comes and nothing is wanted there; silence is no yes.
  boolean isOut() {
    return isDrained() && nodes().wantsNothingOn(node);
  }

  /// How many tasks have not ended there, wanted or not.
  long runs() {
    return nodes().runningOn(node);
  }

  void drain() {
    nodes()
        .availability(node.id(), DRAIN)
        .ifPresent(
            why -> {
              throw Refusal.silent("The managers did not take " + host + " out.", why);
            });
  }

  /// What would be moved needs a place to go to.
  void requireAnother() {
    var others =
        nodes().all().stream()
            .filter(other -> !other.id().equals(node.id()))
            .anyMatch(other -> other.isReady() && !other.isClosed());
    if (!others) {
      throw Refusal.of(
          host,
          "No other worker is open for work: what runs on " + host + " has no place to go to.",
          raw());
    }
  }
}
