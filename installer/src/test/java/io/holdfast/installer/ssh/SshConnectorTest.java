package io.holdfast.installer.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a real sshd on loopback; skipped where there is none or the test does not run as root.
class SshConnectorTest {
  @TempDir private static Path folder;
  private LoopbackSshd sshd = LoopbackSshd.none();

  @BeforeEach
  void start() throws Exception {
    Assumptions.assumeTrue(LoopbackSshd.isPossible(), "needs /usr/sbin/sshd and root");
    sshd = LoopbackSshd.start(Files.createTempDirectory(folder, "sshd"));
  }

  @AfterEach
  void stop() {
    sshd.close();
  }

  private SshConnector connector() throws Exception {
    return new SshConnector(sshd.access(sshd.pins(), Optional.empty()));
  }

  private static String run(HostConnection connection, String... words) throws Exception {
    try (var process = connection.start(List.of(words))) {
      return new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void runsACommandWithItsArgumentsUntouched() throws Exception {
    try (var connector = connector();
        var connection = connector.connect("s1", "127.0.0.1")) {
      assertThat(run(connection, "printf", "%s|", "it's", "$HOME", "")).isEqualTo("it's|$HOME||");
    }
  }

  @Test
  void tellsExitStatusAndStandardErrorApart() throws Exception {
    try (var connector = connector();
        var connection = connector.connect("s1", "127.0.0.1");
        var process = connection.start(List.of("sh", "-c", "echo bad >&2; exit 7"))) {
      assertThat(new String(process.errors().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("bad\n");
      assertThat(process.waitFor(Duration.ofSeconds(5))).hasValue(7);
    }
  }

  @Test
  void bringsManyBytesBackAsTheyWere() throws Exception {
    var sent = new byte[5_000_000];
    new Random(1).nextBytes(sent);
    try (var connector = connector();
        var connection = connector.connect("s1", "127.0.0.1");
        var process = connection.start(List.of("cat"))) {
      var writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var input = process.input()) {
                      input.write(sent);
                    } catch (java.io.IOException broken) {
                      throw new IllegalStateException(broken);
                    }
                  });
      assertThat(Arrays.equals(process.output().readAllBytes(), sent)).isTrue();
      writer.join();
    }
  }

  @Test
  void goesThroughAJumpHostWithoutAPortOfItsOwn() throws Exception {
    var jump = Optional.of(new SshAccess.Jump("127.0.0.1", "root", sshd.port()));
    try (var connector = new SshConnector(sshd.access(sshd.pins(), jump));
        var first = connector.connect("s1", "127.0.0.1");
        var second = connector.connect("s2", "127.0.0.1")) {
      assertThat(run(first, "echo", "one")).isEqualTo("one\n");
      assertThat(run(second, "echo", "two")).isEqualTo("two\n");
    }
  }

  @Test
  void opensAStreamOnTheOtherSide() throws Exception {
    try (var listener = new ServerSocket(0);
        var connector = connector();
        var connection = connector.connect("s1", "127.0.0.1")) {
      Thread.ofVirtual().start(() -> greet(listener));
      try (var stream = connection.open("127.0.0.1", listener.getLocalPort())) {
        assertThat(new String(stream.input().readNBytes(5), StandardCharsets.UTF_8))
            .isEqualTo("hello");
      }
    }
  }

  private static void greet(ServerSocket listener) {
    try (var socket = listener.accept()) {
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
    } catch (java.io.IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  @Test
  void refusesAHostWhoseKeyIsNotPinnedAndSaysWhichLineToAdd() throws Exception {
    var empty = Files.writeString(folder.resolve("empty" + sshd.port()), "");
    assertThatThrownBy(() -> connect(empty))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              var problem = refused.first();
              assertThat(problem.id()).isEqualTo(ProblemId.HOST_KEY_UNKNOWN);
              assertThat(problem.evidence().orElse("")).contains("SHA256:");
              assertThat(problem.fix().getLast())
                  .contains("[127.0.0.1]:" + sshd.port() + " ssh-ed25519 AAAA");
              assertThat(refused.exitCode()).isEqualTo(9);
            });
    assertThat(Files.readString(empty)).isEmpty();
  }

  @Test
  void refusesAHostWhoseKeyHasChanged() throws Exception {
    LoopbackSshd.key(folder.resolve("other" + sshd.port()), "ed25519");
    var other = Files.readString(folder.resolve("other" + sshd.port() + ".pub"));
    var pins = sshd.pinned("changed", other);
    assertThatThrownBy(() -> connect(pins))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.first().id()).isEqualTo(ProblemId.HOST_KEY_CHANGED));
  }

  @Test
  void looksAtTheKeyOfAHostWithoutLoggingIn() throws Exception {
    Files.write(sshd.pins().resolveSibling("authorized"), new byte[0]);
    LoopbackSshd.key(folder.resolve("third" + sshd.port()), "ed25519");
    var other = Files.readString(folder.resolve("third" + sshd.port() + ".pub"));
    var empty = Files.writeString(folder.resolve("none" + sshd.port()), "");
    assertThat(look(sshd.pins()).state()).isEqualTo(ShownKey.State.PINNED);
    assertThat(look(empty).state()).isEqualTo(ShownKey.State.NEW);
    assertThat(look(sshd.pinned("another", other)).state()).isEqualTo(ShownKey.State.CHANGED);
    var pinned = Files.writeString(empty, look(empty).line() + "\n");
    assertThat(look(pinned).state()).isEqualTo(ShownKey.State.PINNED);
  }

  private ShownKey look(Path pins) {
    try (var connector = new SshConnector(sshd.access(pins, Optional.empty()))) {
      return connector.hostKey("s1", "127.0.0.1");
    }
  }

  @Test
  void logsInWithTheKeysOfAnAgent() throws Exception {
    var socket = folder.resolve("agent" + sshd.port());
    var agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
    try {
      for (var tries = 0; tries < 200 && !Files.exists(socket); tries++) {
        Thread.sleep(25);
      }
      var without = sshd.accessByAgent(sshd.pins(), socket);
      try (var connector = new SshConnector(without)) {
        assertThatThrownBy(() -> connector.connect("s1", "127.0.0.1").close())
            .hasMessageContaining("refuses the login");
      }
      LoopbackSshd.run("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", sshd.login().toString());
      try (var connector = new SshConnector(sshd.accessByAgent(sshd.pins(), socket));
          var connection = connector.connect("s1", "127.0.0.1")) {
        assertThat(run(connection, "echo", "by agent")).isEqualTo("by agent\n");
      }
    } finally {
      agent.destroy();
    }
  }

  @Test
  void saysThatALoginIsRefused() throws Exception {
    Files.write(sshd.pins().resolveSibling("authorized"), new byte[0]);
    var pins = sshd.pins();
    assertThatThrownBy(() -> connect(pins))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.first().id()).isEqualTo(ProblemId.LOGIN_REFUSED));
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    var access = sshd.access(sshd.pins(), Optional.empty());
    sshd.close();
    try (var connector = new SshConnector(access)) {
      assertThatThrownBy(() -> connector.connect("s1", "127.0.0.1").close())
          .isInstanceOfSatisfying(
              HoldfastException.class, refused -> assertThat(refused.exitCode()).isEqualTo(10));
    }
  }

  private void connect(Path pins) {
    try (var connector = new SshConnector(sshd.access(pins, Optional.empty()))) {
      connector.connect("s1", "127.0.0.1").close();
    }
  }
}
