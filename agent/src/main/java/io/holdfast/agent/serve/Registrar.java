package io.holdfast.agent.serve;

import io.holdfast.agent.serve.Consul.Registered;
import io.holdfast.templates.problem.HoldfastException;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Keeps the local Consul agent's list of our services equal to the containers that run here.
///
/// Without memory: each round compares what is with what should be, so it does not matter who was
/// restarted or for how long somebody was away. Services of others are never touched, and while the
/// container engine does not answer nothing is taken away: Consul's own checks see what is dead.
final class Registrar {
  private static final System.Logger LOG = System.getLogger(Registrar.class.getName());
  private static final long ROUND_MS = 2_000;
  private static final long RETRY_MS = 1_000;
  private final DockerSocket docker;
  private final Consul consul;
  private final Probe probe;
  private final String address;
  private final State state;
  private final Semaphore wake = new Semaphore(0);

  Registrar(DockerSocket docker, Consul consul, Probe probe, String address, State state) {
    this.docker = docker;
    this.consul = consul;
    this.probe = probe;
    this.address = address;
    this.state = state;
  }

  /// A look of our own at a service's health address.
  interface Probe {
    boolean isHealthy(Registered service);
  }

  /// Runs until the thread is interrupted.
  void run() {
    var watcher = Thread.ofVirtual().name("docker-events").start(this::watch);
    try {
      while (true) {
        round();
        wake.tryAcquire(ROUND_MS, TimeUnit.MILLISECONDS);
        wake.drainPermits();
      }
    } catch (InterruptedException stopped) {
      watcher.interrupt();
    }
  }

  /// Events only shorten the wait: a missed one costs a round.
  private void watch() {
    try {
      while (true) {
        if (engineRuns()) {
          watchOnce();
        }
        Thread.sleep(RETRY_MS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean engineRuns() {
    try {
      return docker.isRunning();
    } catch (IOException unknown) {
      return false;
    }
  }

  private void watchOnce() {
    try {
      docker.watch(wake::release);
    } catch (IOException over) {
      LOG.log(System.Logger.Level.DEBUG, "the event stream of the container engine ended", over);
    }
  }

  /// One comparison. Never throws: what fails is a problem of this round and tried again in the
  /// next.
  void round() {
    List<Container> running;
    try {
      if (!docker.isRunning()) {
        state.docker(false, 0);
        sync(List.of(), false);
        return;
      }
      running = docker.containers();
      state.docker(true, running.size());
    } catch (IOException | HoldfastException failed) {
      state.dockerFailed(why(failed));
      return;
    }
    sync(running, true);
  }

  private void sync(List<Container> running, boolean mayDeregister) {
    try {
      state.consul(equalise(running, mayDeregister));
    } catch (IOException | HoldfastException failed) {
      state.consulFailed(why(failed));
    }
  }

  /// Returns how much had to be changed.
  private int equalise(List<Container> running, boolean mayDeregister) throws IOException {
    var wanted = new TreeMap<String, Registered>();
    for (var each : running) {
      var service = new Registered(each.service(), address, each.port(), each.healthPath());
      wanted.put(each.serviceId(), service);
    }
    var known = consul.services();
    int changed = 0;
    for (var entry : wanted.entrySet()) {
      if (!entry.getValue().equals(known.get(entry.getKey()))) {
        consul.register(entry.getKey(), entry.getValue(), probe.isHealthy(entry.getValue()));
        LOG.log(System.Logger.Level.INFO, "registered " + entry.getKey());
        changed++;
      }
    }
    for (var id : known.keySet()) {
      if (mayDeregister && !wanted.containsKey(id)) {
        consul.deregister(id);
        LOG.log(System.Logger.Level.INFO, "deregistered " + id);
        changed++;
      }
    }
    return changed;
  }

  private static String why(Exception failed) {
    var text = failed.getMessage();
    return text == null ? failed.getClass().getSimpleName() : text;
  }
}
