package io.holdfast.installer.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
  private final Instant now = Instant.now();
  private final CertificateAuthority.PemPair root =
      CertificateAuthority.create("acme", now, new SecureRandom());
  private final CertificateAuthority authority = new CertificateAuthority(root, new SecureRandom());

  private static X509Certificate parse(String pem) throws Exception {
    var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
  }

  @Test
  void signsLeavesThatTheAuthorityVouchesFor() throws Exception {
    var leaf =
        parse(authority.issue("s1", List.of("server.dc1.consul", "127.0.0.1"), now).certificate());
    leaf.verify(parse(root.certificate()).getPublicKey());
    assertThat(leaf.getSubjectAlternativeNames().toString())
        .contains("server.dc1.consul", "127.0.0.1");
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(parse(root.certificate()).getBasicConstraints()).isZero();
    assertThat(leaf.getNotAfter().toInstant())
        .isBetween(now.plus(Duration.ofDays(364)), now.plus(Duration.ofDays(366)));
  }

  @Test
  void showsNoKeyWhenPrinted() {
    assertThat(root.toString()).doesNotContain("PRIVATE");
    assertThat(root.key()).startsWith("-----BEGIN PRIVATE KEY-----");
  }

  @Test
  void makesCertificatesThatTwoSidesAcceptFromEachOther() throws Exception {
    var server = authority.issue("s1", List.of("server.dc1.consul"), now);
    var client = authority.issue("controller", List.of("controller"), now);
    var serverTls = ClientTls.context(root.certificate(), server.certificate(), server.key());
    var clientTls = ClientTls.context(root.certificate(), client.certificate(), client.key());
    assertThat(shakeHands(serverTls, clientTls)).isEqualTo("CN=controller");
  }

  private static String shakeHands(SSLContext server, SSLContext client) throws Exception {
    try (var listener = (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0)) {
      listener.setNeedClientAuth(true);
      var greeter =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var socket =
                        (SSLSocket)
                            client
                                .getSocketFactory()
                                .createSocket("127.0.0.1", listener.getLocalPort())) {
                      socket.startHandshake();
                      socket.getInputStream().read();
                    } catch (java.io.IOException broken) {
                      throw new IllegalStateException(broken);
                    }
                  });
      try (var socket = (SSLSocket) listener.accept()) {
        var name = socket.getSession().getPeerPrincipal().getName();
        socket.getOutputStream().write(1);
        greeter.join();
        return name;
      }
    }
  }
}
