package io.holdfast.agent.serve;

import static io.holdfast.agent.serve.FakeDocker.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RegistrarTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  @TempDir Path folder;
  private final State state = new State();
  private final FakeConsul consul = new FakeConsul();
  private FakeDocker docker;
  private Registrar registrar;

  @BeforeEach
  void begin() throws IOException {
    docker = new FakeDocker(folder);
    registrar =
        new Registrar(
            docker.client(), consul, service -> service.port() == 8080, "10.0.0.1", state);
  }

  @AfterEach
  void end() throws IOException {
    docker.close();
  }

  /// A Consul agent in memory, which can be dead.
  private static final class FakeConsul implements Consul {
    private final ConcurrentSkipListMap<String, Registered> services =
        new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, Boolean> healthy = new ConcurrentSkipListMap<>();
    private volatile boolean dead;

    @Override
    public SortedMap<String, Registered> services() throws IOException {
      requireAlive();
      return new TreeMap<>(services);
    }

    @Override
    public void register(String id, Registered service, boolean seenHealthy) throws IOException {
      requireAlive();
      services.put(id, service);
      healthy.put(id, seenHealthy);
    }

    @Override
    public void deregister(String id) throws IOException {
      requireAlive();
      services.remove(id);
    }

    private void requireAlive() throws IOException {
      if (dead) {
        throw new IOException("connection refused");
      }
    }
  }

  @Test
  void registersWhatRunsAndTakesAwayWhatIsGone() throws IOException {
    docker.runs(container(A, "web", 8080), container(B, "web", 8081));
    registrar.round();
    assertThat(consul.services)
        .containsOnlyKeys("web-aaaaaaaaaaaa", "web-bbbbbbbbbbbb")
        .containsEntry("web-aaaaaaaaaaaa", new Consul.Registered("web", "10.0.0.1", 8080, "/ok"));
    docker.runs(container(B, "web", 8081));
    registrar.round();
    assertThat(consul.services).containsOnlyKeys("web-bbbbbbbbbbbb");
  }

  @Test
  void registersAsPassingOnlyWhatItSawHealthyItself() throws IOException {
    docker.runs(container(A, "web", 8080), container(B, "web", 8081));
    registrar.round();
    assertThat(consul.healthy)
        .containsEntry("web-aaaaaaaaaaaa", true)
        .containsEntry("web-bbbbbbbbbbbb", false);
  }

  @Test
  void changesNothingWhereAllIsAsItShouldBe() throws IOException {
    docker.runs(container(A, "web", 8080));
    registrar.round();
    registrar.round();
    assertThat(state.changes()).isEqualTo(1);
  }

  @Test
  void keepsTryingWhileConsulIsDeadAndSaysSo() throws IOException {
    docker.runs(container(A, "web", 8080));
    consul.dead = true;
    registrar.round();
    assertThat(state.problems()).containsExactly("consul: connection refused");
    consul.dead = false;
    registrar.round();
    assertThat(state.problems()).isEmpty();
    assertThat(consul.services).containsOnlyKeys("web-aaaaaaaaaaaa");
  }

  @Test
  void isHealthyBeforeThereIsAConsulOrAnEngine() throws IOException {
    Files.delete(docker.pidFile);
    consul.dead = true;
    registrar.round();
    assertThat(state.problems()).isEmpty();
  }

  @Test
  void takesNothingAwayWhileTheEngineIsDown() throws IOException {
    docker.runs(container(A, "web", 8080));
    registrar.round();
    Files.delete(docker.pidFile);
    registrar.round();
    assertThat(consul.services).containsOnlyKeys("web-aaaaaaaaaaaa");
  }

  @Test
  void doesNotConnectToTheSocketOfAnEngineThatDoesNotRun() throws IOException {
    Files.writeString(docker.pidFile, "999999999\n");
    docker.runs(container(A, "web", 8080));
    registrar.round();
    assertThat(state.containers()).isZero();
  }

  @Test
  void leavesContainersWithoutSoundLabelsAlone() throws IOException {
    docker.runs(container(A, "not a name", 8080), container("x", "web", 8080));
    registrar.round();
    assertThat(consul.services).isEmpty();
  }

  @Test
  void registersSoonAfterTheEngineTellsOfAContainer() throws Exception {
    var thread = Thread.ofVirtual().start(registrar::run);
    docker.runs(container(A, "web", 8080));
    while (!consul.services.containsKey("web-aaaaaaaaaaaa")) {
      Thread.sleep(20);
    }
    docker.runs();
    while (!consul.services.isEmpty()) {
      Thread.sleep(20);
    }
    thread.interrupt();
    thread.join();
  }
}
