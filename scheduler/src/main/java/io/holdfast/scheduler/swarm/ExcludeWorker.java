package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;

/// Takes a worker out through the managers alone: its host may hang and answer nobody.
///
/// Nothing new is placed there, and all that ran there is wanted elsewhere at once. It is opened
/// again by its availability.
final class ExcludeWorker implements Operation {
  private static final String DRAIN = "drain";
  private static final int LOOKS = 60;
  private static final long BETWEEN_LOOKS_MS = 1_000;

  @Override
  public Outcome look(World world) {
    var host = Parameters.of(world).text("host");
    return isOut(Eyes.of(world, host))
        ? new Outcome(false, host + " is excluded already")
        : new Outcome(true, host + " is excluded");
  }

  @Override
  public Outcome perform(World world) {
    var host = Parameters.of(world).text("host");
    var eyes = Eyes.of(world, host);
    if (isOut(eyes)) {
      return new Outcome(false, host + " is excluded already");
    }
    requireAnother(eyes);
    eyes.nodes()
        .availability(eyes.node().id(), DRAIN)
        .ifPresent(
            why -> {
              throw Refusal.silent("The managers did not exclude " + host + ".", why);
            });
    for (var look = 0; look < LOOKS; look++) {
      if (isOut(Eyes.of(world, host))) {
        return new Outcome(true, host + " is excluded");
      }
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
    }
    throw Refusal.silent(
        "The managers still want work on " + host + ".", eyes.docker().inquiry().raw());
  }

  /// A worker as a manager other than it sees it.
  private record Eyes(DockerApi docker, String manager, Node node) {
    static Eyes of(World world, String host) {
      var docker = new DockerApi(new Inquiry(world));
      var manager = Managers.required(docker, Managers.firstBut(docker, host));
      var node =
          new Nodes(docker, manager)
              .of(host)
              .orElseThrow(
                  () ->
                      Refusal.silent(
                          "The managers do not know " + host + ".", docker.inquiry().raw()));
      return new Eyes(docker, manager, node);
    }

    Nodes nodes() {
      return new Nodes(docker, manager);
    }
  }

  /// What would be moved needs a place to go to.
  private static void requireAnother(Eyes eyes) {
    var others =
        eyes.nodes().all().stream()
            .filter(other -> !other.id().equals(eyes.node().id()))
            .anyMatch(other -> other.isReady() && other.availability().equals("active"));
    if (!others) {
      var host = Parameters.of(eyes.docker().inquiry().world()).text("host");
      throw Refusal.of(
          host,
          "No other worker is open for work: what runs on " + host + " has no place to go to.",
          eyes.docker().inquiry().raw());
    }
  }

  /// Nothing new comes and nothing is wanted there; silence is no yes.
  private static boolean isOut(Eyes eyes) {
    return eyes.node().availability().equals(DRAIN) && eyes.nodes().wantsNothingOn(eyes.node());
  }
}
