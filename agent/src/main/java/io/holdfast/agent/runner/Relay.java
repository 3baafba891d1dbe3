package io.holdfast.agent.runner;

import io.holdfast.agent.host.Root;
import io.holdfast.agent.http.SocketStreams;
import io.holdfast.agent.wire.RunnerRequest;
import io.holdfast.agent.wire.WireStream;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.regex.Pattern;

/// Carries bytes between a stream of the controller and a socket of this host: a port on 127.0.0.1
/// or a unix socket, nothing beyond the host.
final class Relay {
  private static final Pattern LOOPBACK = Pattern.compile("127\\.0\\.0\\.1:([0-9]{1,5})");
  private static final int BUFFER = 64 << 10;
  private final Root root;

  Relay(Root root) {
    this.root = root;
  }

  void run(RunnerRequest.Relay request, WireStream stream) throws IOException {
    try (var socket = connect(request)) {
      stream.respond(new RunnerRequest.Stored(true));
      var upward = Thread.ofVirtual().start(() -> toSocket(stream, socket));
      try {
        toStream(socket, stream);
        stream.end();
        upward.join();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private SocketStreams connect(RunnerRequest.Relay request) {
    try {
      return request.unix().isPresent()
          ? SocketStreams.connect(root.at(request.unix().get()))
          : connectTcp(request.tcp().orElse(""));
    } catch (IOException refused) {
      var target = request.unix().or(request::tcp).orElse("");
      var what = "Nothing answers at " + target;
      var problem = Problem.of(ProblemId.API_SILENT, what);
      throw HoldfastException.of(
          problem.withEvidence(String.valueOf(refused.getMessage())), refused);
    }
  }

  private static SocketStreams connectTcp(String target) throws IOException {
    var address = LOOPBACK.matcher(target);
    if (!address.matches()) {
      throw new IOException("only 127.0.0.1:PORT is relayed");
    }
    var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    int port = Integer.parseInt(address.group(1));
    return SocketStreams.over(SocketChannel.open(new InetSocketAddress(loopback, port)));
  }

  private static void toSocket(WireStream stream, SocketStreams socket) {
    try {
      copy(stream.input(), socket.output());
      socket.endOutput();
    } catch (IOException | HoldfastException over) {
      close(socket);
    }
  }

  /// A socket that the other side gave up unblocks the reader of it too.
  private static void close(SocketStreams socket) {
    try {
      socket.close();
    } catch (IOException ignored) {
      // It is given up either way.
    }
  }

  private static void toStream(SocketStreams socket, WireStream stream) throws IOException {
    try {
      copy(socket.input(), stream.output());
    } catch (java.nio.channels.ClosedChannelException closed) {
      // Our own other half closed it, because the controller gave the stream up.
    }
  }

  private static void copy(java.io.InputStream from, java.io.OutputStream to) throws IOException {
    var buffer = new byte[BUFFER];
    for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
      to.write(buffer, 0, count);
      to.flush();
    }
  }
}
