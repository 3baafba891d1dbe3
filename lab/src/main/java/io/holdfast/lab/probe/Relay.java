package io.holdfast.lab.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/// A connection whose other end is what a process reads and writes. It ends when either of the two
/// does, and with it the process.
final class Relay {
  private Relay() {}

  /// Opens a port on the loopback of wherever the shell runs, and passes bytes on in both
  /// directions. When the port closes, all of it ends: some answers are over only then, and whoever
  /// started the shell may hold its output open for as long as the shell lives.
  static List<String> toLoopback(int port) {
    return List.of(
        "bash",
        "-c",
        "exec 3<>/dev/tcp/127.0.0.1/" + port + " && { { cat <&3; kill $$; } & exec cat >&3; }");
  }

  static Socket through(List<String> command) throws IOException {
    try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var near = new Socket(door.getInetAddress(), door.getLocalPort());
      var far = door.accept();
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      Thread.ofVirtual().start(() -> pass(far, process, true));
      Thread.ofVirtual().start(() -> pass(far, process, false));
      return near;
    }
  }

  private static void pass(Socket far, Process process, boolean inwards) {
    try (far) {
      InputStream from = inwards ? far.getInputStream() : process.getInputStream();
      OutputStream to = inwards ? process.getOutputStream() : far.getOutputStream();
      var buffer = new byte[8 << 10];
      for (var read = from.read(buffer); read >= 0; read = from.read(buffer)) {
        to.write(buffer, 0, read);
        to.flush();
      }
    } catch (IOException ended) {
      // Either end may go first; the other one learns it by the closing of both.
      far.isClosed();
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }
}
