package io.holdfast.lab.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.http.HttpCall;
import io.holdfast.lab.probe.Attempt.How;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What counts as refused, and what does not.
class AttemptTest {
  private static final HttpCall CALL = HttpCall.get("/v1/acl/tokens");

  /// Somebody who answers one connection with these bytes, and then keeps it open or ends it.
  private record Somebody(ServerSocket door) implements AutoCloseable {
    static Somebody answering(String text, boolean staysOpen) throws IOException {
      var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(() -> answer(door, text, staysOpen));
      return new Somebody(door);
    }

    private static void answer(ServerSocket door, String text, boolean staysOpen) {
      try (var socket = door.accept()) {
        socket.getInputStream().read();
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        if (staysOpen) {
          socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        }
      } catch (IOException ended) {
        door.isClosed();
      }
    }

    Socket open() throws IOException {
      return new Socket(door.getInetAddress(), door.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }

  private static How met(String answer, boolean staysOpen) throws IOException {
    try (var somebody = Somebody.answering(answer, staysOpen)) {
      return Attempt.plainRequest(somebody::open, CALL).how();
    }
  }

  private static String status(int status) {
    return "HTTP/1.1 " + status + " some\r\nContent-Length: 0\r\n\r\n";
  }

  @Test
  void takesOnlyAStatusThatSaysNoForARefusal() throws IOException {
    for (var no : List.of(400, 401, 403)) {
      assertThat(met(status(no), false)).isEqualTo(How.REFUSED);
    }
    assertThat(met(status(200), false)).isEqualTo(How.ALLOWED);
    for (var other : List.of(404, 429, 500)) {
      assertThat(met(status(other), false)).isEqualTo(How.UNCLEAR);
    }
  }

  @Test
  void takesTheEndOfTheConnectionForARefusal() throws IOException {
    assertThat(met("", false)).isEqualTo(How.REFUSED);
    try (var somebody = Somebody.answering("", false)) {
      assertThat(Attempt.plainMember(somebody::open, 1).says())
          .isEqualTo("the connection was closed");
    }
  }

  @Test
  void takesAMemberThatWaitsForMoreForAllowed() throws IOException {
    try (var somebody = Somebody.answering("", true)) {
      assertThat(Attempt.plainMember(somebody::open, 1).how()).isEqualTo(How.ALLOWED);
    }
  }

  @Test
  void takesAPortWhereNobodyListensForNeither() throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    var port = freePort(loopback);
    var met = Attempt.plainRequest(() -> new Socket(loopback, port), CALL);
    assertThat(met.how()).isEqualTo(How.UNCLEAR);
    assertThat(met.says()).startsWith("nobody listens");
  }

  private static int freePort(InetAddress address) throws IOException {
    try (var door = new ServerSocket(0, 1, address)) {
      return door.getLocalPort();
    }
  }

  @Test
  void passesBytesOnThroughAProcess() throws IOException {
    try (var somebody = Somebody.answering(status(403), false)) {
      var command = Relay.toLoopback(somebody.door().getLocalPort());
      assertThat(Attempt.plainRequest(() -> Relay.through(command), CALL).how())
          .isEqualTo(How.REFUSED);
    }
  }
}
