package io.holdfast.agent.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// What the agent knows about itself right now; written by the registrar, read by health and
/// metrics.
final class State {
  private final AtomicLong syncs = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();
  private volatile Optional<String> dockerTrouble = Optional.empty();
  private volatile Optional<String> consulTrouble = Optional.empty();
  private volatile int containers;
  private volatile boolean dockerRunning;
  private volatile boolean consulSeen;

  void docker(boolean running, int count) {
    dockerRunning = running;
    containers = count;
    dockerTrouble = Optional.empty();
  }

  void dockerFailed(String why) {
    dockerTrouble = Optional.of(why);
  }

  void consul(int changed) {
    consulSeen = true;
    consulTrouble = Optional.empty();
    syncs.incrementAndGet();
    changes.addAndGet(changed);
  }

  void consulFailed(String why) {
    consulTrouble = Optional.of(why);
  }

  /// What is in the way of our own work. A Consul that never answered yet is none while there is
  /// nothing to register: the agent is the first to start on a host.
  List<String> problems() {
    var problems = new ArrayList<String>();
    dockerTrouble.ifPresent(why -> problems.add("docker: " + why));
    if (consulSeen || containers > 0) {
      consulTrouble.ifPresent(why -> problems.add("consul: " + why));
    }
    return problems;
  }

  int containers() {
    return containers;
  }

  boolean dockerIsRunning() {
    return dockerRunning && dockerTrouble.isEmpty();
  }

  boolean consulAnswers() {
    return consulSeen && consulTrouble.isEmpty();
  }

  long syncs() {
    return syncs.get();
  }

  long changes() {
    return changes.get();
  }
}
