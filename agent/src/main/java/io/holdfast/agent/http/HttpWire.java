package io.holdfast.agent.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// HTTP/1.1 over one pair of streams: one request, one answer, then the streams are done with.
///
/// Bodies by length, in chunks, or up to the end of the stream. Sizes are limited; a body that is
/// cut short is an `IOException`, never a short answer. Blocks; whoever owns the streams closes
/// them to give up.
public final class HttpWire {
  private static final int MAX_LINE = 16 << 10;
  private static final int MAX_HEADERS = 200;
  private static final int COPY = 64 << 10;

  private final InputStream in;
  private final OutputStream out;

  public HttpWire(InputStream in, OutputStream out) {
    this.in = new BufferedInputStream(in);
    this.out = out;
  }

  /// Sends the request and reads the whole answer; a body of more than `maxBody` bytes is refused.
  public HttpResult exchange(HttpCall call, int maxBody) throws IOException {
    send(call);
    return answer(call, maxBody);
  }

  /// The same with `length` bytes of `content` as the body of the request, in the place of the
  /// call's own. Content that ends early is an `IOException`.
  public HttpResult exchange(HttpCall call, InputStream content, long length, int maxBody)
      throws IOException {
    out.write(head(call, length).getBytes(StandardCharsets.UTF_8));
    var buffer = new byte[COPY];
    for (var left = length; left > 0; ) {
      var count = content.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        throw new EOFException("the content of the request ended early");
      }
      out.write(buffer, 0, count);
      left -= count;
    }
    out.flush();
    return answer(call, maxBody);
  }

  private HttpResult answer(HttpCall call, int maxBody) throws IOException {
    var head = readHead();
    try (var body = body(call.method(), head)) {
      var bytes = body.readNBytes(maxBody);
      if (bytes.length == maxBody && body.read() >= 0) {
        throw new IOException("answer longer than " + maxBody + " bytes");
      }
      return new HttpResult(head, new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /// An answer whose body is read as it comes.
  public record Flowing(HttpHead head, InputStream body) {}

  /// Sends the request and reads only the head of the answer: for event streams and downloads.
  public Flowing begin(HttpCall call) throws IOException {
    send(call);
    var head = readHead();
    return new Flowing(head, body(call.method(), head));
  }

  private void send(HttpCall call) throws IOException {
    var body = call.body().getBytes(StandardCharsets.UTF_8);
    var message = new ByteArrayOutputStream();
    message.writeBytes(head(call, body.length).getBytes(StandardCharsets.UTF_8));
    message.writeBytes(body);
    out.write(message.toByteArray());
    out.flush();
  }

  private static String head(HttpCall call, long length) {
    var text = new StringBuilder();
    text.append(call.method()).append(' ').append(call.target()).append(" HTTP/1.1\r\n");
    if (!call.headers().containsKey("Host")) {
      text.append("Host: localhost\r\n");
    }
    call.headers()
        .forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    if (length > 0 || !call.method().equals("GET")) {
      text.append("Content-Length: ").append(length).append("\r\n");
    }
    return text.append("Connection: close\r\n\r\n").toString();
  }

  private HttpHead readHead() throws IOException {
    while (true) {
      int status = status(line());
      var headers = headers();
      if (status / 100 != 1) {
        return new HttpHead(status, headers);
      }
    }
  }

  private static int status(String line) throws IOException {
    var words = line.split(" ", 3);
    if (words.length < 2
        || !words[0].startsWith("HTTP/1.")
        || !words[1].matches("[1-9][0-9][0-9]")) {
      throw new IOException("not an HTTP answer");
    }
    return Integer.parseInt(words[1]);
  }

  private SortedMap<String, String> headers() throws IOException {
    var headers = new TreeMap<String, String>();
    int count = 0;
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon <= 0 || ++count > MAX_HEADERS) {
        throw new IOException("not an HTTP header");
      }
      var name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      headers.merge(name, line.substring(colon + 1).strip(), (first, next) -> first + ", " + next);
    }
    return headers;
  }

  private InputStream body(String method, HttpHead head) throws IOException {
    if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
      return InputStream.nullInputStream();
    }
    if (head.header("transfer-encoding")
        .filter(how -> how.equalsIgnoreCase("chunked"))
        .isPresent()) {
      return new ChunkedBody();
    }
    var length = head.header("content-length");
    return length.isPresent() ? new SizedBody(parseLength(length.get())) : in;
  }

  private static long parseLength(String text) throws IOException {
    if (!text.matches("[0-9]{1,15}")) {
      throw new IOException("not a content length");
    }
    return Long.parseLong(text);
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      int read = in.read();
      if (read < 0) {
        throw new EOFException("answer cut short");
      }
      if (read == '\n') {
        var text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      if (line.size() >= MAX_LINE) {
        throw new IOException("HTTP line longer than " + MAX_LINE + " bytes");
      }
      line.write(read);
    }
  }

  /// A body of known length.
  private final class SizedBody extends InputStream {
    private long left;

    SizedBody(long length) {
      left = length;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(target, from, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException("answer cut short");
      }
      left -= count;
      return count;
    }
  }

  /// A body in chunks, each with its length before it.
  private final class ChunkedBody extends InputStream {
    private long left;
    private boolean begun;
    private boolean done;

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (left == 0 && !done) {
        nextChunk();
      }
      if (done) {
        return -1;
      }
      int count = in.read(target, from, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException("answer cut short");
      }
      left -= count;
      return count;
    }

    private void nextChunk() throws IOException {
      if (begun && !line().isEmpty()) {
        throw new IOException("chunk longer than it said");
      }
      begun = true;
      var size = line().split(";", 2)[0].strip();
      if (!size.matches("[0-9a-fA-F]{1,12}")) {
        throw new IOException("not a chunk length");
      }
      left = Long.parseLong(size, 16);
      if (left == 0) {
        headers();
        done = true;
      }
    }
  }
}
