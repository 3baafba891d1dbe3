package io.holdfast.installer.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.installer.pki.CertificateAuthority.PemPair;
import io.holdfast.installer.pki.CompanyPki.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the very commands that `docs/certificates.md` prints: what they show must not need
/// Holdfast.
class CertificatesGuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "certificates.md");

  private final SecureRandom random = new SecureRandom();
  private final CompanyPki root = CompanyPki.root("Example Root");
  private final CompanyPki issuing = root.below("Example Issuing");
  private final CertificateRequest request = CertificateRequest.forAuthority("acme", random);
  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    assumeTrue(Files.exists(Path.of("/usr/bin/openssl")), "openssl is not on this machine");
    write("ca.csr", request.csr());
    write("root.pem", root.above());
    var chain = issuing.chain(request.csr(), Shape.authority());
    write("chain.pem", chain);
    var read = CertificateChain.of(chain);
    write("ca.pem", read.firstPem());
    write("host.pem", issuedBy(read, request.key()));
  }

  private String issuedBy(CertificateChain chain, String key) {
    var own = new PemPair(chain.firstPem(), key);
    return new CertificateAuthority(own, chain.withoutRootPem(), random)
        .issue("s1", List.of("server.dc1.consul", "127.0.0.1"), Instant.now())
        .certificate();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void aRequestSaysWhatItIsFor() throws Exception {
    assertThat(run("request"))
        .contains("verify OK", "CN = Holdfast acme", "CA:TRUE, pathlen:0", "Certificate Sign");
  }

  @Test
  void aGoodChainIsFoundGood() throws Exception {
    assertThat(run("chain"))
        .contains("CN = Example Issuing", "CA:TRUE", "Certificate Sign", "chain.pem: OK");
  }

  @Test
  void aChainForAnotherKeyIsFound() throws Exception {
    var other = CertificateRequest.forAuthority("acme", random);
    write("chain.pem", issuing.chain(other.csr(), Shape.authority()));
    assertThat(run("chain")).contains("differ").doesNotContain("chain.pem: OK");
  }

  @Test
  void aHostIsBelievedBelowTheSitesAuthorityAndNoOther() throws Exception {
    assertThat(run("host")).contains("host.pem: OK");
    var other = CertificateRequest.forAuthority("acme", random);
    var theirs = CertificateChain.of(issuing.chain(other.csr(), Shape.authority()));
    write("host.pem", issuedBy(theirs, other.key()));
    assertThat(run("host")).contains("verification failed").doesNotContain("host.pem: OK");
  }

  private String run(String part) throws Exception {
    var process =
        new ProcessBuilder(List.of("sh", "-c", script(part)))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static String script(String part) throws IOException {
    var text = Files.readString(GUIDE);
    var from = text.indexOf("<!-- openssl " + part + " -->");
    assertThat(from).as(part).isNotNegative();
    var begin = text.indexOf("```sh\n", from) + "```sh\n".length();
    return text.substring(begin, text.indexOf("```", begin));
  }
}
