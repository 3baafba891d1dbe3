package io.holdfast.lab.load;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// One HTTP/1.1 request on a connection of its own, without any retry, so that nothing hides a
/// failure.
///
/// The body is handed to a consumer as it arrives. A body shorter than its length, or a chunked one
/// without its end, is an `EOFException`.
final class HttpExchange {
  private HttpExchange() {}

  /// Receives the body as it arrives.
  interface Body {
    void bytes(byte[] buffer, int length) throws IOException;
  }

  /// Sends the request and reads the whole answer.
  ///
  /// @param idleTimeoutMs longest time without a byte, in milliseconds
  /// @return the status code
  static int send(
      String address,
      int port,
      String method,
      String path,
      Optional<String> payload,
      int idleTimeoutMs,
      Body body)
      throws IOException {
    try (var socket = new Socket()) {
      socket.setSoTimeout(idleTimeoutMs);
      socket.connect(new InetSocketAddress(address, port), idleTimeoutMs);
      socket.getOutputStream().write(request(address, method, path, payload));
      return readAnswer(socket.getInputStream(), body);
    }
  }

  private static byte[] request(
      String address, String method, String path, Optional<String> payload) {
    var text =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: "
            + address
            + "\r\nConnection: close\r\n"
            + payload
                .map(
                    it ->
                        "Content-Type: text/plain\r\nContent-Length: "
                            + it.length()
                            + "\r\n\r\n"
                            + it)
                .orElse("\r\n");
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static int readAnswer(InputStream in, Body body) throws IOException {
    var statusLine = readLine(in);
    if (!statusLine.startsWith("HTTP/1.")) {
      throw new EOFException("no status line: " + statusLine);
    }
    var status = Integer.parseInt(statusLine.substring(9, 12));
    long length = -1;
    var chunked = false;
    for (var line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      var header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Long.parseLong(header.substring(15).strip());
      }
      chunked |= header.startsWith("transfer-encoding:") && header.contains("chunked");
    }
    readBody(in, body, length, chunked);
    return status;
  }

  private static void readBody(InputStream in, Body body, long length, boolean chunked)
      throws IOException {
    if (chunked) {
      readChunks(in, body);
    } else if (length >= 0) {
      readExactly(in, body, length);
    } else {
      readToEnd(in, body);
    }
  }

  private static void readChunks(InputStream in, Body body) throws IOException {
    for (var size = chunkSize(in); size > 0; size = chunkSize(in)) {
      readExactly(in, body, size);
      readLine(in);
    }
    readLine(in);
  }

  private static long chunkSize(InputStream in) throws IOException {
    var line = readLine(in);
    return Long.parseLong(line.split(";", 2)[0].strip(), 16);
  }

  private static void readExactly(InputStream in, Body body, long length) throws IOException {
    var buffer = new byte[16 * 1024];
    for (var left = length; left > 0; ) {
      var count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        throw new EOFException("cut short: " + left + " of " + length + " bytes missing");
      }
      body.bytes(buffer, count);
      left -= count;
    }
  }

  private static void readToEnd(InputStream in, Body body) throws IOException {
    var buffer = new byte[16 * 1024];
    for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      body.bytes(buffer, count);
    }
  }

  private static String readLine(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.size() > 8_192) {
        throw new EOFException("connection closed inside the answer's head");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }
}
