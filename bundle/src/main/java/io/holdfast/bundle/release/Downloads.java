package io.holdfast.bundle.release;

import io.holdfast.bundle.release.ProxyRules.Proxy;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/// Fetches over https and nothing else, also after a redirection; through a proxy where the
/// settings or the environment name one. Sizes are bounded, and nothing waits for ever.
final class Downloads implements AutoCloseable {
  private static final String TUNNEL_LOGINS = "jdk.http.auth.tunneling.disabledSchemes";
  private static final int REDIRECTIONS = 5;
  private static final int BUFFER_BYTES = 64 * 1024;

  private final HttpClient client;
  private final ProxyRules proxies;
  private final DownloadSettings settings;

  private Downloads(HttpClient client, ProxyRules proxies, DownloadSettings settings) {
    this.client = client;
    this.proxies = proxies;
    this.settings = settings;
  }

  static Downloads of(DownloadSettings settings, Map<String, String> environment) {
    var proxies = ProxyRules.of(settings.proxy(), environment);
    letProxiesAskForALogin();
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.patience())
            .proxy(new Selector(proxies));
    proxies.authenticator().ifPresent(builder::authenticator);
    settings.authorities().map(Authorities::only).ifPresent(builder::sslContext);
    return new Downloads(builder.build(), proxies, settings);
  }

  /// Java keeps a simple login from a proxy in front of TLS unless it is told otherwise before its
  /// first request, for the whole program. The login comes from the environment, for this proxy.
  private static void letProxiesAskForALogin() {
    if (System.getProperty(TUNNEL_LOGINS) == null) {
      System.setProperty(TUNNEL_LOGINS, "");
    }
  }

  /// A small file as a whole.
  ///
  /// @param limit bytes of the largest that is taken
  byte[] bytes(URI address, int limit) {
    var bytes = new ByteArrayOutputStream();
    receive(open(address, 0), address, bytes, 0, limit);
    return bytes.toByteArray();
  }

  /// Brings a file, going on behind what an earlier try has left where the server allows it. A try
  /// that breaks off leaves what has come.
  void file(URI address, Path target) {
    try {
      long there = Files.exists(target) ? Files.size(target) : 0;
      var answer = open(address, there);
      boolean goesOn = there > 0 && continues(answer, there);
      if (there > 0 && !goesOn && answer.statusCode() != 200) {
        answer.body().close();
        Files.delete(target);
        file(address, target);
        return;
      }
      try (var channel = FileChannel.open(target, options(goesOn))) {
        var out = Channels.newOutputStream(channel);
        receive(answer, address, out, goesOn ? there : 0, settings.largest());
        channel.force(true);
      }
    } catch (IOException | UncheckedIOException full) {
      throw Problem.of(
              ProblemId.SOURCE_UNUSABLE, "A download cannot be kept in " + target.getParent())
          .withEvidence(String.valueOf(full.getMessage()))
          .withFix("make room there, or name another folder with --cache DIR")
          .asException();
    }
  }

  private static StandardOpenOption[] options(boolean goesOn) {
    return goesOn
        ? new StandardOpenOption[] {StandardOpenOption.WRITE, StandardOpenOption.APPEND}
        : new StandardOpenOption[] {
          StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING
        };
  }

  private static boolean continues(HttpResponse<InputStream> answer, long from) {
    return answer.statusCode() == 206
        && answer
            .headers()
            .firstValue("Content-Range")
            .filter(range -> range.startsWith("bytes " + from + "-"))
            .isPresent();
  }

  /// Follows redirections. The answer is one of 200, 206 and, where `from` is not 0, 416.
  private HttpResponse<InputStream> open(URI address, long from) {
    var at = address;
    for (int hop = 0; hop <= REDIRECTIONS; hop++) {
      var answer = send(at, from);
      switch (answer.statusCode()) {
        case 200 -> {
          return answer;
        }
        case 206, 416 -> {
          if (from > 0) {
            return answer;
          }
          throw closed(answer, refusals(at).status(at, answer.statusCode()));
        }
        case 301, 302, 303, 307, 308 -> at = next(at, answer);
        default -> throw closed(answer, refusals(at).status(at, answer.statusCode()));
      }
    }
    throw refusals(address).wanders(address);
  }

  private URI next(URI at, HttpResponse<InputStream> answer) {
    var location = answer.headers().firstValue("Location").orElse("");
    close(answer);
    try {
      var next = at.resolve(location);
      if ("https".equals(next.getScheme()) && next.getHost() != null) {
        return next;
      }
    } catch (IllegalArgumentException unreadable) {
      throw refusals(at).leavesHttps(at, location);
    }
    throw refusals(at).leavesHttps(at, location);
  }

  private HttpResponse<InputStream> send(URI address, long from) {
    var request =
        HttpRequest.newBuilder(address)
            .timeout(settings.patience())
            .header("User-Agent", "holdfast")
            .GET();
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException silent) {
      throw refusals(address).silent(address, silent);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw refusals(address).silent(address, new IOException("interrupted", stopped));
    }
  }

  /// Copies the body. Mistakes of the source are told as such; those of the target are thrown on.
  private void receive(
      HttpResponse<InputStream> answer, URI address, OutputStream out, long before, long limit) {
    long said = answer.headers().firstValueAsLong("Content-Length").orElse(0);
    if (before + said > limit) {
      throw closed(answer, Refusals.tooLarge(address, limit));
    }
    try (var body = answer.body();
        var guard = new StallGuard(body, settings.patience())) {
      var buffer = new byte[BUFFER_BYTES];
      long got = before;
      for (int count = read(body, buffer, address, got, guard);
          count >= 0;
          count = read(body, buffer, address, got, guard)) {
        guard.moved();
        got += count;
        if (got > limit) {
          throw Refusals.tooLarge(address, limit);
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private int read(InputStream body, byte[] buffer, URI address, long got, StallGuard guard) {
    try {
      int count = body.read(buffer);
      if (count < 0 && guard.isStalled()) {
        throw new IOException("closed");
      }
      return count;
    } catch (IOException broken) {
      throw guard.isStalled()
          ? refusals(address).stalled(address, got, settings.patience().toSeconds())
          : refusals(address).cutShort(address, got, broken);
    }
  }

  private Refusals refusals(URI address) {
    return new Refusals(proxies.proxyFor(address));
  }

  private static RuntimeException closed(
      HttpResponse<InputStream> answer, RuntimeException reason) {
    close(answer);
    return reason;
  }

  private static void close(HttpResponse<InputStream> answer) {
    try {
      answer.body().close();
    } catch (IOException gone) {
      // Nothing more is wanted of it.
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }

  private static final class Selector extends ProxySelector {
    private final ProxyRules rules;

    Selector(ProxyRules rules) {
      this.rules = rules;
    }

    @Override
    public List<java.net.Proxy> select(URI address) {
      return List.of(
          rules
              .proxyFor(address)
              .map(Proxy::address)
              .map(
                  unresolved ->
                      new java.net.Proxy(
                          java.net.Proxy.Type.HTTP,
                          new InetSocketAddress(unresolved.getHostString(), unresolved.getPort())))
              .orElse(java.net.Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException cause) {
      // The request itself fails with the same cause.
    }
  }
}
