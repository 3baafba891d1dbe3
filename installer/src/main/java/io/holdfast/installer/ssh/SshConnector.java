package io.holdfast.installer.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Logger;
import com.jcraft.jsch.SSHAgentConnector;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.UnixDomainSocketFactory;
import io.holdfast.installer.secret.SecretFiles;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Opens SSH sessions to the hosts of one site, directly or through its jump host.
///
/// Host keys must be pinned; nothing is ever trusted on first use. At most eight handshakes run at
/// once, for a jump host sees all of them and sshd drops what comes too thick. The jump host's own
/// session is shared by all hosts, and so is an attempt to open it: all who wait for one hear how
/// it ended.
public final class SshConnector implements AutoCloseable {
  private static final int CONNECT_LIMIT_MS = 10_000;
  private static final int ALIVE_EVERY_MS = 5_000;
  private static final int ALIVE_MISSES = 3;
  private static final String CIPHERS =
      "aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes256-ctr";
  private static final System.Logger LOG = System.getLogger(SshConnector.class.getName());

  private final SshAccess access;
  private final Semaphore handshakes = new Semaphore(8);
  private final AtomicReference<JumpAttempt> jump = new AtomicReference<>(new JumpAttempt());

  public SshConnector(SshAccess access) {
    this.access = access;
  }

  /// Opens a session to a host; `name` is what people call it, `address` where it listens.
  public HostConnection connect(String name, String address) {
    var seen = new SeenHostKeys[1];
    try {
      var proxy =
          access.jump().isPresent()
              ? Optional.of(new JumpProxy(jumpSession()))
              : Optional.<JumpProxy>empty();
      handshakes.acquire();
      try {
        var session = session(access.user(), address, access.port(), seen);
        proxy.ifPresent(session::setProxy);
        open(session);
        proxy.ifPresent(through -> through.keepAliveEvery(ALIVE_EVERY_MS));
        return new HostConnection(session);
      } finally {
        handshakes.release();
      }
    } catch (JSchException | IOException failed) {
      throw refusal(name, address, access.port(), failed, seen[0]);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw refusal(name, address, access.port(), interrupted, seen[0]);
    }
  }

  private Session jumpSession() {
    var attempt = jump.updateAndGet(known -> known.isSpent() ? new JumpAttempt() : known);
    try {
      return Objects.requireNonNull(attempt).session(this::openJump);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      var through = access.jump().orElseThrow();
      throw refusal("jump", through.address(), through.port(), interrupted, null);
    }
  }

  private Session openJump() {
    var through = access.jump().orElseThrow();
    var seen = new SeenHostKeys[1];
    try {
      var session = session(through.user(), through.address(), through.port(), seen);
      open(session);
      return session;
    } catch (JSchException | IOException failed) {
      throw jumpRefusal(refusal("jump", through.address(), through.port(), failed, seen[0]));
    }
  }

  private static HoldfastException jumpRefusal(HoldfastException refusal) {
    var problem = refusal.first();
    return problem.id() == ProblemId.HOST_UNREACHABLE
        ? Problem.of(ProblemId.JUMP_UNREACHABLE, "The jump host cannot be reached")
            .withEvidence(problem.evidence().orElse(""))
            .asException()
        : refusal;
  }

  private static void open(Session session) throws JSchException {
    session.connect(CONNECT_LIMIT_MS);
    session.setTimeout(ALIVE_EVERY_MS);
  }

  private Session session(String user, String address, int port, SeenHostKeys[] seen)
      throws JSchException, IOException {
    var jsch = new JSch();
    jsch.setInstanceLogger(new ToSystemLogger());
    if (access.keyFile().isPresent()) {
      jsch.addIdentity(readable(access.keyFile().get()).toString());
    }
    if (access.agentSocket().isPresent()) {
      jsch.setIdentityRepository(agent(access.agentSocket().get()));
    }
    var session = jsch.getSession(user, address, port);
    if (access.passwordFile().isPresent()) {
      var password = SecretFiles.passwordFile(access.passwordFile().get()).firstLine();
      session.setPassword(password.reveal().getBytes(StandardCharsets.UTF_8));
    }
    seen[0] = new SeenHostKeys(pins(jsch), false);
    session.setHostKeyRepository(seen[0]);
    configure(session);
    return session;
  }

  private static AgentIdentityRepository agent(Path socket) {
    try {
      return new AgentIdentityRepository(
          new SSHAgentConnector(new UnixDomainSocketFactory(), socket));
    } catch (AgentProxyException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The key that the jump host shows now; nobody logs in.
  public ShownKey jumpKey() {
    var through = access.jump().orElseThrow();
    return look("jump", through.user(), through.address(), through.port(), Optional.empty());
  }

  /// The key that a host shows now; nobody logs in on it, but on the jump host in between.
  public ShownKey hostKey(String name, String address) {
    var proxy = access.jump().map(_ -> new JumpProxy(jumpSession()));
    return look(name, access.user(), address, access.port(), proxy);
  }

  private ShownKey look(
      String name, String user, String address, int port, Optional<JumpProxy> proxy) {
    var seen = new SeenHostKeys[1];
    try {
      var jsch = new JSch();
      jsch.setInstanceLogger(new ToSystemLogger());
      var session = jsch.getSession(user, address, port);
      seen[0] = new SeenHostKeys(pins(jsch), true);
      session.setHostKeyRepository(seen[0]);
      configure(session);
      proxy.ifPresent(session::setProxy);
      session.connect(CONNECT_LIMIT_MS);
      session.disconnect();
      throw new IllegalStateException("a look logged in on " + address);
    } catch (JSchException refused) {
      return Optional.ofNullable(seen[0])
          .flatMap(SeenHostKeys::last)
          .map(key -> ShownKey.of(name, address, key))
          .orElseThrow(() -> refusal(name, address, port, refused, seen[0]));
    }
  }

  private com.jcraft.jsch.HostKeyRepository pins(JSch jsch) throws JSchException {
    jsch.setKnownHosts(access.knownHosts().toString());
    return jsch.getHostKeyRepository();
  }

  private static void configure(Session session) throws JSchException {
    session.setConfig("StrictHostKeyChecking", "yes");
    session.setConfig("PreferredAuthentications", "publickey,password,keyboard-interactive");
    session.setConfig("cipher.c2s", CIPHERS);
    session.setConfig("cipher.s2c", CIPHERS);
    session.setConfig("CheckCiphers", "");
    session.setConfig("compression.c2s", "none");
    session.setConfig("compression.s2c", "none");
    session.setConfig("MaxAuthTries", "2");
    session.setDaemonThread(true);
    session.setServerAliveInterval(ALIVE_EVERY_MS);
    session.setServerAliveCountMax(ALIVE_MISSES);
  }

  private static Path readable(Path file) {
    if (!Files.isReadable(file)) {
      throw HoldfastException.of(
          ProblemId.FILE_NOT_READABLE, "The key file " + file + " cannot be read");
    }
    return file;
  }

  private HoldfastException refusal(
      String name, String address, int port, Exception failed, @Nullable SeenHostKeys seen) {
    return SshRefusal.of(name, address, port, access, failed, seen);
  }

  /// Does not wait for a jump host that is just being tried: its session ends as soon as it is
  /// open.
  @Override
  public void close() {
    Objects.requireNonNull(jump.get()).close();
  }

  /// The library's messages hold no secrets, but many names; they go to the log file only.
  private static final class ToSystemLogger implements Logger {
    @Override
    public boolean isEnabled(int level) {
      return level >= Logger.WARN;
    }

    @Override
    public void log(int level, @Nullable String message) {
      LOG.log(System.Logger.Level.DEBUG, message);
    }

    @Override
    public void log(int level, @Nullable String message, @Nullable Throwable cause) {
      LOG.log(System.Logger.Level.DEBUG, message, cause);
    }
  }
}
