package io.holdfast.scheduler.gate;

import io.holdfast.scheduler.nomad.ClosedNomadWorkers;
import io.holdfast.scheduler.swarm.ClosedSwarmWorkers;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.SortedSet;
import java.util.TreeSet;

/// Knows which workers of a site somebody closed for new work and which are empty: nobody may wait
/// for them to serve. One that is closed and still runs what it ran serves on, and is waited for.
public interface ClosedWorkers {
  /// The engine a plan names: `nomad` or `swarm`.
  static ClosedWorkers named(String engine) {
    return switch (engine) {
      case "nomad" -> new ClosedNomadWorkers();
      case "swarm" -> new ClosedSwarmWorkers();
      default ->
          throw HoldfastException.of(ProblemId.INTERNAL_ERROR, "there is no engine " + engine);
    };
  }

  /// Those that the parameter `engine` asks for, and those that the run has left behind; none where
  /// `engine` is left out.
  static SortedSet<String> of(Inquiry inquiry) {
    var parameters = Parameters.of(inquiry.world());
    var closed = new TreeSet<String>();
    parameters
        .optional("engine")
        .ifPresent(
            engine -> {
              closed.addAll(named(engine).ask(inquiry));
              closed.addAll(Absent.of(parameters));
            });
    return closed;
  }

  /// The names of their hosts; none when nobody says, so that silence excuses nothing.
  SortedSet<String> ask(Inquiry inquiry);
}
