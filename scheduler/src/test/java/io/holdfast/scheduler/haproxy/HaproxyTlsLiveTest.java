package io.holdfast.scheduler.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.templates.render.HostModel;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.vendor.VendorSettings;
import io.holdfast.templates.yaml.YamlBinder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real HAProxy with the configuration that a site with TLS towards users gets; only paths
/// differ.
@Tag("e2e")
class HaproxyTlsLiveTest {
  private static final Path BINARY = Path.of("/usr/sbin/haproxy");
  private static final Path OPENSSL = Path.of("/usr/bin/openssl");
  private static final VendorSettings VENDOR =
      YamlBinder.read(
              "appliance.yaml",
              """
              haproxy:
                maxConnections: 100
                frontend: ["http-request return status 200 content-type text/plain string ok"]
              services:
                - {name: shop, image: shop, port: 8080, hostPort: 18080}
              """,
              VendorSettings.class)
          .value();

  private final int plain = freePort();
  private final int secure = freePort();
  private final int stats = freePort();
  @TempDir Path folder;
  private Optional<Process> haproxy = Optional.empty();

  HaproxyTlsLiveTest() throws IOException {}

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isExecutable(BINARY), "haproxy is not installed here");
    assumeTrue(Files.isExecutable(OPENSSL), "openssl is not on this machine");
    make("first");
    make("second");
    show("first");
    Files.writeString(folder.resolve("server-state"), "1\n");
    var file = Files.writeString(folder.resolve("haproxy.cfg"), config());
    haproxy =
        Optional.of(
            new ProcessBuilder(BINARY.toString(), "-W", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start());
    eventually("first");
  }

  @AfterEach
  void end() throws InterruptedException {
    if (haproxy.isPresent()) {
      haproxy.get().destroy();
      haproxy.get().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private String config() {
    var site =
        SiteReader.read(
            "site.yaml",
            """
            site: acme
            access: {user: ops, keyFile: id}
            vault: {keyFile: vault.key}
            hosts:
              - {name: s1, address: 10.0.0.1, roles: [server, worker, lb]}
            network:
              httpPort: %d
              statsPort: %d
              outward: {names: [shop.example.com], httpsPort: %d}
            """
                .formatted(plain, stats, secure));
    var model =
        HostModel.of(site, site.hosts().getFirst(), VENDOR, Map.of(Layout.HAPROXY, "3.0.11"));
    return new Renderer()
        .files(model, Layout.HAPROXY)
        .copyFiles()
        .getFirst()
        .text()
        .text()
        .replace("/run/haproxy", folder.toString())
        .replace(Layout.HAPROXY_CERTIFICATE, folder.resolve("outward.pem").toString());
  }

  @Test
  void showsARenewedCertificateAfterAReloadAndDropsNoConnection() throws Exception {
    try (var open = tls()) {
      send(open, "GET / HTTP/1.1\r\nHost: shop");
      show("second");
      new ProcessBuilder("kill", "-USR2", Long.toString(haproxy.orElseThrow().pid()))
          .start()
          .waitFor();
      eventually("second");
      send(open, ".example.com\r\nConnection: close\r\n\r\n");
      assertThat(read(open)).startsWith("HTTP/1.1 200").endsWith("ok");
      assertThat(shown(open)).isEqualTo("CN=first");
    }
  }

  @Test
  void sendsPlainRequestsToTheSecurePortWithTheirPathAndMethod() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), plain)) {
      send(
          socket,
          "POST /cart?id=1 HTTP/1.1\r\nHost: shop.example.com:"
              + plain
              + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      assertThat(read(socket))
          .startsWith("HTTP/1.1 308")
          .containsIgnoringCase("location: https://shop.example.com:" + secure + "/cart?id=1\r\n");
    }
  }

  @Test
  void tellsItsOwnHealthOnThePlainPortToo() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), plain)) {
      send(socket, "GET /holdfast/lb-health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(read(socket)).as("no service has a server here").contains(" 503 ");
    }
  }

  @Test
  void refusesOlderTlsThan12() throws Exception {
    var said =
        run(
            "openssl",
            "s_client",
            "-connect",
            "127.0.0.1:" + secure,
            "-tls1_1",
            "-cipher",
            "ALL:@SECLEVEL=0");
    assertThat(said).contains("alert");
  }

  private void eventually(String name) throws Exception {
    for (var look = 0; look < 100; look++) {
      try (var socket = tls()) {
        if (shown(socket).equals("CN=" + name)) {
          return;
        }
      } catch (IOException notYet) {
        assertThat(notYet).isNotNull();
      }
      Thread.sleep(100);
    }
    throw new AssertionError(Files.readString(folder.resolve("haproxy.log")));
  }

  private void show(String name) throws IOException {
    Files.writeString(
        folder.resolve("outward.pem"),
        Files.readString(folder.resolve(name + ".pem"))
            + Files.readString(folder.resolve(name + ".key")));
  }

  private void make(String name) throws Exception {
    run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=" + name,
        "-keyout",
        name + ".key",
        "-out",
        name + ".pem");
  }

  private String run(String... command) throws Exception {
    var process =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  private SSLSocket tls() throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, new char[0]);
    for (var name : List.of("first", "second")) {
      try (var pem = Files.newInputStream(folder.resolve(name + ".pem"))) {
        store.setCertificateEntry(
            name, CertificateFactory.getInstance("X.509").generateCertificate(pem));
      }
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), secure);
    socket.setSoTimeout(10_000);
    socket.startHandshake();
    return socket;
  }

  private static String shown(SSLSocket socket) throws IOException {
    return socket.getSession().getPeerPrincipal().getName();
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
