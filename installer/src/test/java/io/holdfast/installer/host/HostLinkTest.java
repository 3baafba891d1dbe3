package io.holdfast.installer.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.ssh.HungUpServer;
import io.holdfast.installer.ssh.LoopbackSshd;
import io.holdfast.installer.ssh.SshConnector;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HostLinkTest {
  @TempDir private Path folder;

  private HostLink link(SshConnector connector) {
    return link(connector, Optional.empty());
  }

  private HostLink link(SshConnector connector, Optional<RuntimeCopy> runtime) {
    return link(connector, runtime, "1");
  }

  private HostLink link(SshConnector connector, Optional<RuntimeCopy> runtime, String version) {
    return new HostLink(
        new Host("s1", "127.0.0.1", List.of(Role.SERVER), Optional.empty()),
        connector,
        Sudo.root(),
        new HostLink.RunnerPlace(
            folder.toString(), folder.toString(), runtime, version, Optional.empty()));
  }

  private static ProblemId refusal(HostLink link) {
    try {
      throw new AssertionError("there is a connection: " + link.connection().isAlive());
    } catch (HoldfastException refused) {
      return refused.first().id();
    }
  }

  @Test
  void whoNeedsTheHostFirstHearsHowTheWarmUpEndedAndIsNotKeptWaitingAgain() throws Exception {
    try (var server = HungUpServer.start();
        var connector = new SshConnector(server.access(false));
        var link = link(connector)) {
      server.release();
      assertThatThrownBy(link::warm).isInstanceOf(HoldfastException.class);
      assertThat(server.taken()).isOne();
      assertThat(refusal(link)).isEqualTo(ProblemId.HOST_UNREACHABLE);
      assertThat(server.taken()).as("nobody knocked again").isOne();
      assertThat(refusal(link)).isEqualTo(ProblemId.HOST_UNREACHABLE);
      assertThat(server.taken()).as("the next one did").isEqualTo(2);
    }
  }

  @Test
  void closingWaitsForNoConnectThatIsUnderWay() throws Exception {
    try (var server = HungUpServer.start()) {
      var connector = new SshConnector(server.access(false));
      var link = link(connector);
      var warming = Thread.ofVirtual().start(() -> assertThatThrownBy(link::warm));
      while (server.taken() == 0) {
        Thread.sleep(5);
      }
      var before = System.nanoTime();
      link.close();
      connector.close();
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
      server.release();
      warming.join();
      assertThat(refusal(link)).as("the site was closed").isNotNull();
      assertThat(server.taken()).isOne();
    }
  }

  @Test
  void aFailureOnALostRunnerLeavesTheOneAloneThatWasOpenedMeanwhile() throws Exception {
    Assumptions.assumeTrue(LoopbackSshd.isPossible(), "needs /usr/sbin/sshd and root");
    placeRunner();
    var keys = Files.createDirectory(folder.resolve("sshd"));
    try (var sshd = LoopbackSshd.start(keys);
        var connector = new SshConnector(sshd.access(sshd.pins(), Optional.empty()));
        var link = link(connector)) {
      var lost = link.existingRunner().orElseThrow();
      lost.close();
      var fresh = link.existingRunner().orElseThrow();
      assertThat(fresh).isNotSameAs(lost);
      link.reset(lost);
      assertThat(fresh.isAlive()).isTrue();
      assertThat(link.existingRunner()).containsSame(fresh);
      link.reset(fresh);
      assertThat(fresh.isAlive()).isFalse();
    }
  }

  /// A site that goes back keeps the runner that wrote what is on its hosts.
  @Test
  void aHostKeepsItsRunnerThoughTheOneOfTheBundleLiesBesideIt() throws Exception {
    Assumptions.assumeTrue(LoopbackSshd.isPossible(), "needs /usr/sbin/sshd and root");
    placeRunner();
    var earlier = folder.resolve("agent/0.0.1-000000000000/bin/holdfast-agent");
    Files.createDirectories(earlier.getParent());
    Files.writeString(earlier, "#!/bin/sh\nexit 7\n");
    Files.setPosixFilePermissions(earlier, PosixFilePermissions.fromString("rwxr-xr-x"));
    var copy = new RuntimeCopy("0.0.1-000000000000", List.of(), _ -> InputStream.nullInputStream());
    var keys = Files.createDirectory(folder.resolve("sshd"));
    try (var sshd = LoopbackSshd.start(keys);
        var connector = new SshConnector(sshd.access(sshd.pins(), Optional.empty()));
        var changing = link(connector, Optional.of(copy));
        var keeping = link(connector, Optional.of(copy.whereMissing()))) {
      assertThat(keeping.runner().isAlive()).isTrue();
      assertThat(keeping.runner()).isSameAs(keeping.existingRunner().orElseThrow());
      assertThatThrownBy(changing::runner)
          .as("the bundle's own")
          .hasMessageContaining("HF-HST-005");
    }
  }

  @Test
  void aHostThatANewerHoldfastHasChangedIsNotTouched() throws Exception {
    Assumptions.assumeTrue(LoopbackSshd.isPossible(), "needs /usr/sbin/sshd and root");
    placeRunner();
    var keys = Files.createDirectory(folder.resolve("sshd"));
    try (var sshd = LoopbackSshd.start(keys);
        var connector = new SshConnector(sshd.access(sshd.pins(), Optional.empty()))) {
      builtAs("0.2.0");
      try (var older = link(connector, Optional.empty(), "0.1.0")) {
        assertThatThrownBy(older::existingRunner).hasMessageContaining("HF-VER-006");
        assertThatThrownBy(older::runner).hasMessageContaining("HF-VER-006");
      }
      try (var newer = link(connector, Optional.empty(), "0.2.1")) {
        assertThat(newer.existingRunner()).isPresent();
      }
    }
  }

  /// What the runner says of itself.
  private void builtAs(String version) throws Exception {
    var file = folder.resolve("built/io/holdfast/agent/version.txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, version);
  }

  /// The real runner of this build, where the bootstrap looks for the one in use.
  private void placeRunner() throws Exception {
    var program = folder.resolve("agent/current/bin/holdfast-agent");
    Files.createDirectories(program.getParent());
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.writeString(
        program,
        """
        #!/bin/sh
        export CLASSPATH='%s'
        exec '%s' -Xshare:auto -XX:TieredStopAtLevel=1 io.holdfast.agent.Main "$@"
        """
            .formatted(
                folder.resolve("built") + ":" + System.getProperty("java.class.path"), java));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
