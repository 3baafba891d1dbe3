package io.holdfast.agent.serve;

import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.host.Uptime;
import io.holdfast.agent.runner.LeaseKeeper;
import io.holdfast.agent.step.SiteGuard;
import io.holdfast.airgap.registry.ImageRegistry;
import io.holdfast.airgap.store.ContentStore;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.AgentSettings;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// The agent of a host: health and metrics, the host's own image registry, and the registrar.
///
/// Needs neither the installer nor Consul nor the container engine to start or to stay; what is
/// missing is tried again and told by its health. Ends on SIGTERM within a moment.
public final class AgentProcess {
  private static final String DOCKER_PID = "/var/run/docker.pid";
  private static final long NANOS_PER_MS = 1_000_000;

  private AgentProcess() {}

  public static void run(Path settingsFile, String version) throws IOException {
    var settings = Json.read(Files.readAllBytes(settingsFile), AgentSettings.class);
    var stop = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop, stopped), "end"));
    try (var registry = registry(settings);
        var health = health(settings, version, state(settings))) {
      System.err.println(
          "agent "
              + version
              + " serves health on "
              + health.port()
              + ", images on "
              + registry.port());
      stop.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }

  /// Runs when systemd asks us to end: waits until the servers are closed.
  private static void end(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await(5, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static ImageRegistry registry(AgentSettings settings) throws IOException {
    var store = Path.of(settings.store());
    DurableFiles.openFolders(DurableFiles.parent(store));
    return ImageRegistry.start(ContentStore.open(store), settings.registry().port());
  }

  /// Starts the registrar where tasks are to be registered; what it knows is the agent's state.
  private static State state(AgentSettings settings) {
    var state = new State();
    settings.dockerSocket().ifPresent(socket -> register(settings, socket, state));
    return state;
  }

  private static void register(AgentSettings settings, String socket, State state) {
    var docker = new DockerSocket(Path.of(socket), Path.of(DOCKER_PID));
    var consul = new ConsulOverTls(settings.consul());
    var registrar = new Registrar(docker, consul, new HttpProbe(), settings.address(), state);
    Thread.ofPlatform().daemon().name("registrar").start(registrar::run);
  }

  private static HealthServer health(AgentSettings settings, String version, State state)
      throws IOException {
    var guard = guard();
    long began = System.nanoTime();
    var listen = settings.health();
    return new HealthServer(
        new InetSocketAddress(listen.address(), listen.port()),
        () -> {
          var problems = state.problems();
          var status = problems.isEmpty() ? "ok" : "degraded";
          return new HealthServer.Health(status, version, siteId(guard), settings.host(), problems);
        },
        () -> Metrics.of(state, version, (System.nanoTime() - began) / NANOS_PER_MS));
  }

  private static SiteGuard guard() {
    var root = Root.ofHost();
    return new SiteGuard(root, new LeaseKeeper(root, Uptime.ofKernel()));
  }

  private static String siteId(SiteGuard guard) {
    try {
      return guard.siteId().orElse("");
    } catch (IOException unreadable) {
      throw HoldfastException.of(ProblemId.INTERNAL_ERROR, "The host's identity can't be read");
    }
  }
}
