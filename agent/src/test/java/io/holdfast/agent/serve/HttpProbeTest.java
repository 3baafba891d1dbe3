package io.holdfast.agent.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.agent.serve.Consul.Registered;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpProbeTest {
  private HttpServer server;
  private ProxySelector before;

  @BeforeEach
  void begin() throws IOException {
    before = ProxySelector.getDefault();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/health",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void end() {
    ProxySelector.setDefault(before);
    server.stop(0);
  }

  @Test
  void asksDirectlyWhateverProxyTheRuntimeWasTold() {
    ProxySelector.setDefault(
        ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9)));
    var port = server.getAddress().getPort();
    assertThat(new HttpProbe().isHealthy(service(port, "/health"))).isTrue();
    assertThat(new HttpProbe().isHealthy(service(port, "/none"))).isFalse();
  }

  private static Registered service(int port, String path) {
    return new Registered("web", "127.0.0.1", port, path);
  }
}
