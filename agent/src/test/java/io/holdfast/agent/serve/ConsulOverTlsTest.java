package io.holdfast.agent.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.holdfast.agent.host.HostCommands;
import io.holdfast.templates.render.AgentSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against a real TLS server that demands a certificate, with keys made for the test.
@Timeout(60)
class ConsulOverTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  @TempDir Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpsServer server;
  private volatile int status = 200;

  @BeforeEach
  void begin() throws Exception {
    makeKeys();
    Files.writeString(folder.resolve("token.json"), "{\"consulToken\":\"token-1\"}");
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var context = PemIdentity.context(file("ca.pem"), file("ca.pem"), file("host.key"));
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            var ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void makeKeys() throws Exception {
    var store = file("keys.p12");
    var made =
        new HostCommands()
            .run(
                Duration.ofMinutes(1),
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "h",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=h",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-ext",
                "bc=ca:true",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString());
    assertThat(made.isDone()).as(made.text()).isTrue();
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    Files.writeString(file("ca.pem"), pem("CERTIFICATE", keys.getCertificate("h").getEncoded()));
    Files.writeString(
        file("host.key"), pem("PRIVATE KEY", keys.getKey("h", PASSWORD).getEncoded()));
  }

  private static String pem(String what, byte[] bytes) {
    var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var token = exchange.getRequestHeaders().getFirst("X-Consul-Token");
      asked.add(
          exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + token + " " + body);
      var answer =
          """
          {"web-1":{"Service":"web","Address":"10.0.0.1","Port":80,"Meta":{"holdfast":"1","holdfast-health":"/ok"}},
           "theirs":{"Service":"db","Address":"","Port":1,"Meta":{}}}"""
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private ConsulOverTls client(String token) {
    return new ConsulOverTls(
        new AgentSettings.Consul(
            "https://127.0.0.1:" + server.getAddress().getPort(),
            file("ca.pem").toString(),
            file("ca.pem").toString(),
            file("host.key").toString(),
            file(token).toString()));
  }

  @Test
  void seesOnlyServicesWithOurMark() throws IOException {
    assertThat(client("token.json").services())
        .hasSize(1)
        .containsEntry("web-1", new Consul.Registered("web", "10.0.0.1", 80, "/ok"));
    assertThat(asked).containsExactly("GET /v1/agent/services token-1 ");
  }

  @Test
  void registersWithACheckThatConsulMakesItself() throws IOException {
    client("token.json")
        .register("web-2", new Consul.Registered("web", "10.0.0.1", 81, "/ok"), true);
    assertThat(asked.getFirst())
        .startsWith("PUT /v1/agent/service/register?replace-existing-checks=true token-1 ")
        .contains(
            "\"HTTP\":\"http://10.0.0.1:81/ok\"", "\"Interval\":\"1s\"", "\"Status\":\"passing\"");
  }

  @Test
  void failsWithTheStatusAndTakesUpANewTokenAfterwards() throws IOException {
    var client = client("token.json");
    status = 403;
    assertThatThrownBy(() -> client.deregister("web-1"))
        .hasMessageContaining("403")
        .hasMessageNotContaining("token-1");
    Files.writeString(folder.resolve("token.json"), "{\"consulToken\":\"token-2\"}");
    status = 200;
    client.deregister("web-1");
    assertThat(asked.getLast()).contains("token-2");
  }
}
