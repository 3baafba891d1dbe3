package io.holdfast.installer.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  @Test
  void believesNobodyElseWhomTheSameCompanyHasSigned() throws Exception {
    var company = CompanyPki.root("Example Root");
    var ours = signedBy(company);
    var theirs = signedBy(company);
    var server = ours.issue("s1", List.of("server.dc1.consul"), now);
    var client = ours.issue("controller", List.of("controller"), now);
    var stranger = theirs.issue("s1", List.of("server.dc1.consul"), now);
    var anchor = anchor(server.certificate());
    var serverTls = ClientTls.context(anchor, server.certificate(), server.key());
    assertThat(shakeHands(serverTls, ClientTls.context(anchor, client.certificate(), client.key())))
        .isEqualTo("CN=controller");
    var strangerTls = ClientTls.context(anchor, stranger.certificate(), stranger.key());
    assertThatThrownBy(() -> shakeHands(serverTls, strangerTls))
        .isInstanceOf(javax.net.ssl.SSLException.class);
    assertThatThrownBy(() -> shakeHands(strangerTls, serverTls))
        .isInstanceOf(javax.net.ssl.SSLException.class);
    var wholeCompany = CertificateChain.of(company.above()).firstPem();
    var tooTrusting = ClientTls.context(wholeCompany, server.certificate(), server.key());
    assertThat(
            shakeHands(
                tooTrusting, ClientTls.context(anchor, stranger.certificate(), stranger.key())))
        .as("what the root itself would have let in")
        .isEqualTo("CN=s1");
  }

  private CertificateAuthority signedBy(CompanyPki company) {
    var request = CertificateRequest.forAuthority("acme", new SecureRandom());
    var chain = CertificateChain.of(company.chain(request.csr(), CompanyPki.Shape.authority()));
    return new CertificateAuthority(
        new CertificateAuthority.PemPair(chain.firstPem(), request.key()),
        chain.withoutRootPem(),
        new SecureRandom());
  }

  /// The site's own authority, which follows its leaf.
  private static String anchor(String sent) {
    return CertificateChain.of(CertificateChain.of(sent).abovePem()).firstPem();
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
                    } catch (java.io.IOException refused) {
                      assertThat(refused).isNotNull();
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
