package io.holdfast.scheduler.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.scheduler.live.LiveReleases;
import io.holdfast.templates.render.GeneratedFile;
import io.holdfast.templates.render.HostModel;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.vendor.VendorSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a proxy in the environment does to a real Consul: its health checks of a host's own address
/// go there. Skipped where there is no Consul, or no address but the loopback's.
@Tag("e2e")
class ConsulProxyLiveTest {
  private static final String PROXY = "http://127.0.0.1:9";

  @TempDir private Path folder;

  @Test
  void checksAreLedAstrayByAProxyAndNotWithoutTheNamesThatTheUnitTakesAway() throws Exception {
    var consul = LiveReleases.newest("consul");
    var address = address();
    assumeTrue(address.isPresent(), "this machine has no address but the loopback's");
    var service = HttpServer.create(new InetSocketAddress(address.get(), 0), 0);
    service.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    service.start();
    try {
      var url = "http://" + address.get().getHostAddress() + ":" + service.getAddress().getPort();
      assertThat(status(consul.program(), url, List.of(), "critical")).isEqualTo("critical");
      assertThat(status(consul.program(), url, unset(), "passing")).isEqualTo("passing");
    } finally {
      service.stop(0);
    }
  }

  /// The names in the unit that a site gets.
  private static List<String> unset() {
    var site =
        SiteReader.read(
            "site.yaml",
            """
            site: acme
            access: {user: ops, keyFile: key}
            vault: {keyFile: vault.key}
            hosts: [{name: s1, address: 10.0.0.11, roles: [server]}]
            network: {hostProxy: unset}
            """);
    var model =
        HostModel.of(
            site, site.hosts().getFirst(), VendorSettings.none(), Map.of("consul", "1.15.4"));
    return new Renderer()
        .files(model, Layout.CONSUL).placedFiles().stream()
            .filter(file -> file.path().endsWith(Layout.CONSUL_UNIT))
            .map(GeneratedFile::text)
            .flatMap(text -> text.text().lines())
            .filter(line -> line.startsWith("UnsetEnvironment="))
            .flatMap(line -> Arrays.stream(line.substring(line.indexOf('=') + 1).split(" ")))
            .toList();
  }

  private static Optional<InetAddress> address() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(it -> it.getAddress().length == 4 && !it.isLoopbackAddress())
        .findFirst();
  }

  /// What the check says once it says `wanted`, or in the end.
  private String status(Path program, String url, List<String> without, String wanted)
      throws Exception {
    var port = freePort();
    var process = start(program, url, port, without);
    try {
      var said = "";
      for (var attempt = 0; attempt < 60 && !said.equals(wanted); attempt++) {
        Thread.sleep(500);
        said = said(port);
      }
      return said;
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private Process start(Path program, String url, int port, List<String> without)
      throws IOException {
    var initial = without.isEmpty() ? "passing" : "critical";
    var service =
        """
        {"services":[{"name":"web","check":{"http":"%s","interval":"1s","status":"%s"}}]}
        """
            .formatted(url, initial);
    var config = Files.writeString(folder.resolve("service.json"), service);
    var command =
        List.of(
            program.toString(),
            "agent",
            "-dev",
            "-bind=127.0.0.1",
            "-http-port=" + port,
            "-grpc-port=-1",
            "-grpc-tls-port=-1",
            "-dns-port=-1",
            "-serf-wan-port=-1",
            "-serf-lan-port=" + freePort(),
            "-server-port=" + freePort(),
            "-config-file=" + config);
    var log = ProcessBuilder.Redirect.appendTo(folder.resolve("consul.log").toFile());
    var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
    builder.environment().putAll(Map.of("HTTP_PROXY", PROXY, "http_proxy", PROXY));
    builder.environment().putAll(Map.of("HTTPS_PROXY", PROXY, "ALL_PROXY", PROXY));
    without.forEach(builder.environment()::remove);
    return builder.start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String said(int port) throws InterruptedException {
    var checks = URI.create("http://127.0.0.1:" + port + "/v1/agent/checks");
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(checks).build();
      var body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return body.contains("\"Status\": \"passing\"") || body.contains("\"Status\":\"passing\"")
          ? "passing"
          : body.contains("critical") ? "critical" : body;
    } catch (IOException notYet) {
      return "";
    }
  }
}
