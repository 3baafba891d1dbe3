package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Refusal;
import java.util.List;
import java.util.Optional;

/// Finds a manager that can act for the whole swarm now.
final class Managers {
  private Managers() {}

  /// The first server that controls the swarm and reaches its leader.
  static Optional<String> first(DockerApi docker) {
    return firstBut(docker, "");
  }

  /// The same, on another host than the named one.
  static Optional<String> firstBut(DockerApi docker, String host) {
    return all(docker).stream()
        .filter(name -> !name.equals(host))
        .map(name -> ManagerView.ask(docker, name))
        .filter(view -> view.answers() && view.control() && view.leader().isPresent())
        .map(ManagerView::host)
        .findFirst();
  }

  static String required(DockerApi docker, Optional<String> manager) {
    return manager.orElseThrow(
        () ->
            Refusal.silent(
                "No manager of the swarm answers and reaches a leader.", docker.inquiry().raw()));
  }

  private static List<String> all(DockerApi docker) {
    return Hosts.of(docker.inquiry().world()).servers();
  }
}
