package io.holdfast.scheduler.live;

import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiAsk.Endpoint;
import io.holdfast.scheduler.port.ApiTransport;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.scheduler.port.SecretSource;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/// Reaches real products on this machine: HTTPS at each host's own address of the loopback, and
/// unix sockets at a path per host.
public final class LiveTransport implements ApiTransport {
  private final Site site;
  private final SecretSource secrets;
  private final Function<String, Path> sockets;
  private final HttpClient https;

  public LiveTransport(
      Site site, SecretSource secrets, Function<String, Path> sockets, SSLContext tls) {
    this.site = site;
    this.secrets = secrets;
    this.sockets = sockets;
    this.https =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
  }

  @Override
  public ApiAnswer send(ApiAsk ask) {
    try {
      return switch (ask.endpoint()) {
        case Endpoint.Https tls -> overTls(ask, tls);
        case Endpoint.UnixText text ->
            new ApiAnswer(200, new TreeMap<>(), overSocket(ask, body(ask) + "\n"));
        case Endpoint.UnixHttp http -> parse(overSocket(ask, request(ask)));
        case Endpoint.Http plain -> throw new IOException("not reached in these tests");
      };
    } catch (IOException broken) {
      throw HoldfastException.of(ProblemId.HOST_UNREACHABLE, String.valueOf(broken.getMessage()));
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private ApiAnswer overTls(ApiAsk ask, Endpoint.Https tls)
      throws IOException, InterruptedException {
    var body = HttpRequest.BodyPublishers.ofString(body(ask));
    var answer = https.send(request(ask, tls, body), HttpResponse.BodyHandlers.ofString());
    return new ApiAnswer(answer.statusCode(), new TreeMap<>(), answer.body());
  }

  private HttpRequest request(ApiAsk ask, Endpoint.Https tls, HttpRequest.BodyPublisher body) {
    var address = site.host(ask.host()).orElseThrow().address();
    var request =
        HttpRequest.newBuilder(
                URI.create("https://" + address + ":" + tls.port() + ask.pathAndQuery()))
            .timeout(Duration.ofMillis(ask.timeoutMs()))
            .method(ask.method(), body);
    ask.headers().forEach(request::header);
    ask.token()
        .ifPresent(
            token -> request.header(token.header(), secrets.secret(token.secretName()).reveal()));
    return request.build();
  }

  /// The same over TLS with bodies of bytes.
  HttpResponse<byte[]> bytes(ApiAsk ask, HttpRequest.BodyPublisher body) {
    try {
      var tls = (Endpoint.Https) ask.endpoint();
      return https.send(request(ask, tls, body), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException broken) {
      throw HoldfastException.of(ProblemId.HOST_UNREACHABLE, String.valueOf(broken.getMessage()));
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private String body(ApiAsk ask) {
    return ask.resolvedBody(secrets).map(text -> text.reveal()).orElse("");
  }

  /// HTTP/1.0, so that the answer comes whole and ends with the connection.
  private String request(ApiAsk ask) {
    var body = body(ask);
    var head =
        new StringBuilder(ask.method() + " " + ask.pathAndQuery() + " HTTP/1.0\r\nHost: local\r\n");
    ask.headers()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("Content-Length: ")
        .append(body.getBytes(StandardCharsets.UTF_8).length)
        .append("\r\n\r\n")
        .append(body)
        .toString();
  }

  private String overSocket(ApiAsk ask, String request) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(sockets.apply(ask.host())));
      var bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ApiAnswer parse(String response) throws IOException {
    var end = response.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("the answer was cut short");
    }
    return new ApiAnswer(
        Integer.parseInt(response.split(" ")[1]), new TreeMap<>(), response.substring(end + 4));
  }

  /// Real time, for tests that wait for real products.
  public static final class RealClock implements Clock {
    @Override
    public long uptimeMs() {
      return System.nanoTime() / 1_000_000;
    }

    @Override
    public long wallMs() {
      return System.currentTimeMillis();
    }

    @Override
    public void sleepMs(long milliseconds) {
      try {
        Thread.sleep(milliseconds);
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
    }
  }
}
