package io.holdfast.scheduler.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.live.LiveTransport;
import io.holdfast.scheduler.live.Polling;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The load balancer gates against a real HAProxy with backends on two addresses of the loopback.
/// Both load balancers of the site are this one process.
@Tag("e2e")
class HaproxyLiveTest {
  private static final Path BINARY = Path.of("/usr/sbin/haproxy");
  private static final String NETWORK = "127.0.0.1";

  @TempDir Path folder;

  @BeforeEach
  void needsHaproxy() {
    assumeTrue(Files.isExecutable(BINARY), "haproxy is not installed here");
  }

  @Test
  void drainsAHostAndGivesItItsTrafficBack() throws Exception {
    var first = backend("4");
    var second = backend("5");
    var front = freePort();
    var haproxy = start(front, first.getAddress().getPort(), second.getAddress().getPort());
    try {
      met(Polling.until(world(Map.of()), "lb.serving", Map.of("host", "w1"), 20));
      met(Polling.until(world(Map.of()), "lb.backends-up", Map.of("minimum", "2"), 20));
      drainsWhileASessionLasts(front);
      returns(front);
      losesTheOtherBackend(second);
    } finally {
      haproxy.destroy();
      haproxy.waitFor(10, TimeUnit.SECONDS);
      first.stop(0);
      second.stop(0);
    }
    assertThat(judge("lb.serving", Map.of("host", "w1"))).isInstanceOf(Verdict.NotYet.class);
  }

  private void drainsWhileASessionLasts(int front) throws Exception {
    var drain = Operations.named("lb.drain");
    var w1 = world(Map.of("host", "w1"));
    assertThat(drain.look(w1).changed()).isTrue();
    try (var slow = request(front, "/slow");
        var slowToo = request(front, "/slow")) {
      Thread.sleep(300);
      assertThat(drain.perform(w1).says()).contains("demo/a of w1 to drain");
      assertThat(drain.look(w1).changed()).isFalse();
      assertThat(judge("lb.drained", Map.of("host", "w1")).why())
          .contains("sessions are left on w1");
      assertThat(slow.getInputStream().readAllBytes()).isNotEmpty();
      assertThat(slowToo.getInputStream().readAllBytes()).isNotEmpty();
    }
    met(Polling.until(world(Map.of()), "lb.drained", Map.of("host", "w1"), 10));
    met(judge("lb.backends-up", Map.of("host", "w1", "minimum", "1")));
    assertThat(judge("lb.host-back", Map.of("host", "w1"))).isInstanceOf(Verdict.NotYet.class);
    assertThat(drain.perform(world(Map.of("host", "w1", "deadlineMs", "2000"))).says())
        .contains("no session is left");
  }

  private void returns(int front) throws Exception {
    var ready = Operations.named("lb.ready");
    assertThat(ready.perform(world(Map.of("host", "w1"))).changed()).isTrue();
    assertThat(ready.perform(world(Map.of("host", "w1"))).changed()).isFalse();
    var watched = world(Map.of("host", "w1"));
    met(Gates.named("lb.host-back").judge(watched));
    for (var number = 0; number < 6; number++) {
      try (var quick = request(front, "/")) {
        assertThat(new String(quick.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .startsWith("HTTP/1.1 200");
      }
    }
    met(Gates.named("lb.host-back").judge(watched));
  }

  private void losesTheOtherBackend(HttpServer second) {
    second.stop(0);
    var verdict = Polling.until(world(Map.of()), "lb.host-back", Map.of("host", "w1"), 5);
    met(verdict);
    for (var look = 0;
        look < 20 && judge("lb.backends-up", Map.of("host", "w1")) instanceof Verdict.Met;
        look++) {
      world(Map.of()).clock().sleepMs(200);
    }
    assertThat(judge("lb.backends-up", Map.of("host", "w1")).why())
        .contains("sees 0 servers of demo up on other hosts than w1");
  }

  private Process start(int front, int first, int second) throws Exception {
    var config =
        """
        global
          stats socket FOLDER/admin.sock mode 600 level admin
        defaults
          mode http
          timeout connect 2s
          timeout client 10s
          timeout server 10s
          option http-server-close
        frontend http
          bind 127.0.0.1:%d
          default_backend demo
        backend demo
          balance roundrobin
          option httpchk GET /health
          default-server check inter 200ms fall 2 rise 1
          server a 127.0.0.14:%d
          server b 127.0.0.15:%d
        """
            .formatted(front, first, second)
            .replace("FOLDER", folder.toString());
    var file = Files.writeString(folder.resolve("haproxy.cfg"), config);
    var log = folder.resolve("haproxy.log").toFile();
    return new ProcessBuilder(BINARY.toString(), "-db", "-f", file.toString())
        .redirectErrorStream(true)
        .redirectOutput(log)
        .start();
  }

  private static HttpServer backend(String number) throws Exception {
    var server = HttpServer.create(new InetSocketAddress(NETWORK + number, 0), 0);
    server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/slow")) {
            try {
              Thread.sleep(2_000);
            } catch (InterruptedException stopped) {
              throw new IllegalStateException(stopped);
            }
          }
          exchange.sendResponseHeaders(200, 2);
          try (var body = exchange.getResponseBody()) {
            body.write("ok".getBytes(StandardCharsets.US_ASCII));
          }
        });
    server.start();
    return server;
  }

  private static Socket request(int port, String path) throws Exception {
    var socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static int freePort() throws Exception {
    try (var socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private World world(Map<String, String> parameters) {
    try {
      var site = Worlds.site(NETWORK);
      var transport =
          new LiveTransport(
              site, Worlds::secret, host -> folder.resolve("admin.sock"), SSLContext.getDefault());
      return Worlds.of(site, transport, new LiveTransport.RealClock(), parameters);
    } catch (java.security.NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Verdict judge(String gate, Map<String, String> parameters) {
    return Gates.named(gate).judge(world(parameters));
  }

  private static void met(Verdict verdict) {
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.Met.class);
  }
}
