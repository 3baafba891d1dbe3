package io.holdfast.lab.probe;

import io.holdfast.agent.http.HttpCall;
import io.holdfast.agent.http.HttpWire;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// One connection to a guarded port, and how it was met.
///
/// Only what a product does on purpose counts as refused: a status that says no, the end of the
/// connection, or a failed handshake. A port where nobody listens, or an answer of another kind, is
/// neither yes nor no.
final class Attempt {
  private static final int PATIENCE_MS = 4_000;
  private static final int LARGEST_BODY = 8 << 20;
  private static final Set<Integer> NO = Set.of(400, 401, 403);

  private Attempt() {}

  enum How {
    ALLOWED,
    REFUSED,
    UNCLEAR
  }

  /// `says` is what was seen, without any secret.
  record Met(How how, String says) {}

  /// Opens the connection that is tried.
  interface Opening {
    Socket open() throws IOException;
  }

  /// A request over TLS.
  static Met request(Opening opening, SSLContext tls, HttpCall call) {
    return met(opening, plain -> answered(secured(plain, tls), call));
  }

  /// A request without TLS.
  static Met plainRequest(Opening opening, HttpCall call) {
    return met(opening, plain -> answered(plain, call));
  }

  /// Bytes to the members' port without TLS.
  static Met plainMember(Opening opening, int first) {
    return met(
        opening,
        plain -> {
          plain.getOutputStream().write(first);
          return stays(plain);
        });
  }

  /// TLS to the members' port, announced by one byte, and inside of it what only a server may say.
  static Met member(Opening opening, SSLContext tls, int announced, int inside) {
    return met(
        opening,
        plain -> {
          plain.getOutputStream().write(announced);
          var secured = secured(plain, tls);
          secured.getOutputStream().write(inside);
          secured.getOutputStream().flush();
          return stays(secured);
        });
  }

  private interface Talking {
    Met talk(Socket socket) throws IOException;
  }

  private static Met met(Opening opening, Talking talking) {
    try (var socket = opening.open()) {
      socket.setSoTimeout(PATIENCE_MS);
      return talking.talk(socket);
    } catch (ConnectException nobody) {
      return new Met(How.UNCLEAR, "nobody listens: " + nobody.getMessage());
    } catch (SocketTimeoutException silent) {
      return new Met(How.UNCLEAR, "no answer in " + PATIENCE_MS + " ms");
    } catch (IOException ended) {
      return new Met(How.REFUSED, says(ended));
    }
  }

  private static String says(IOException ended) {
    return ended instanceof EOFException
        ? "the connection was closed"
        : ended.getClass().getSimpleName() + ": " + ended.getMessage();
  }

  private static SSLSocket secured(Socket plain, SSLContext tls) throws IOException {
    var socket =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    socket.startHandshake();
    return socket;
  }

  private static Met answered(Socket socket, HttpCall call) throws IOException {
    var answer =
        new HttpWire(socket.getInputStream(), socket.getOutputStream())
            .exchange(call, LARGEST_BODY);
    var how =
        answer.status() / 100 == 2
            ? How.ALLOWED
            : NO.contains(answer.status()) ? How.REFUSED : How.UNCLEAR;
    var body = how == How.ALLOWED ? "" : " " + answer.body().strip();
    return new Met(how, "status " + answer.status() + body);
  }

  /// A product that goes along waits for what comes next; one that does not ends the connection.
  private static Met stays(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0
          ? new Met(How.REFUSED, "the connection was closed")
          : new Met(How.UNCLEAR, "it answers with something");
    } catch (SocketTimeoutException waiting) {
      return new Met(How.ALLOWED, "it waits for more");
    }
  }
}
