package io.holdfast.installer.ssh;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A real sshd on loopback with keys of its own, for root only; ended with the test.
public final class LoopbackSshd implements AutoCloseable {
  private static final Path SSHD = Path.of("/usr/sbin/sshd");

  private final Path folder;
  private final int port;
  private final Optional<Process> process;

  private LoopbackSshd(Path folder, int port, Optional<Process> process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  public static boolean isPossible() {
    return Files.isExecutable(SSHD) && "root".equals(System.getProperty("user.name"));
  }

  /// Stands where none was started.
  public static LoopbackSshd none() {
    return new LoopbackSshd(Path.of(""), 0, Optional.empty());
  }

  public static LoopbackSshd start(Path folder, String... more) throws Exception {
    Files.createDirectories(Path.of("/run/sshd"));
    var port = freePort();
    key(folder.resolve("host"), "ed25519");
    key(folder.resolve("login"), "ed25519");
    Files.copy(folder.resolve("login.pub"), folder.resolve("authorized"));
    var config =
        List.of(
            "Port " + port,
            "ListenAddress 127.0.0.1",
            "HostKey " + folder.resolve("host"),
            "AuthorizedKeysFile " + folder.resolve("authorized"),
            "PidFile none",
            "StrictModes no",
            "UsePAM no",
            "PasswordAuthentication no",
            "PermitRootLogin yes",
            String.join("\n", more));
    Files.write(folder.resolve("config"), config);
    var process =
        new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", folder.resolve("config").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("sshd.log").toFile())
            .start();
    var sshd = new LoopbackSshd(folder, port, Optional.of(process));
    sshd.awaitListening();
    return sshd;
  }

  static void key(Path file, String type) throws Exception {
    run("ssh-keygen", "-q", "-t", type, "-N", "", "-f", file.toString());
  }

  private static void run(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitListening() throws Exception {
    for (var tries = 0; tries < 200; tries++) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (ConnectException notYet) {
        Thread.sleep(25);
      }
    }
    throw new IOException(Files.readString(folder.resolve("sshd.log")));
  }

  int port() {
    return port;
  }

  /// A `known_hosts` that pins this server.
  public Path pins() throws IOException {
    return pinned("pins", Files.readString(folder.resolve("host.pub")));
  }

  Path pinned(String name, String publicKey) throws IOException {
    return Files.writeString(folder.resolve(name), "[127.0.0.1]:" + port + " " + publicKey);
  }

  public SshAccess access(Path pins, Optional<SshAccess.Jump> jump) {
    return new SshAccess(
        "root", port, Optional.of(folder.resolve("login")), Optional.empty(), pins, jump);
  }

  @Override
  public void close() {
    process.ifPresent(Process::destroy);
    process.ifPresent(running -> running.onExit().orTimeout(10, TimeUnit.SECONDS).join());
  }
}
