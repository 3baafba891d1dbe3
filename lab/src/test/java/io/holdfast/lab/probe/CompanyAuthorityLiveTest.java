package io.holdfast.lab.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.agent.http.HttpCall;
import io.holdfast.installer.pki.CertificateChain;
import io.holdfast.installer.pki.ClientTls;
import io.holdfast.installer.vault.InternalZone;
import io.holdfast.installer.vault.Vault;
import io.holdfast.lab.probe.Attempt.How;
import io.holdfast.lab.probe.Attempt.Met;
import io.holdfast.templates.render.SecretNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real Consul and real Nomad with an authority that a company has signed, and a second site of the
/// same name below the same company: the hardest stranger there is.
@Tag("e2e")
class CompanyAuthorityLiveTest {
  private static final HttpCall TOKENS = HttpCall.get("/v1/acl/tokens");

  private static Vault signed(OpensslCompany company) throws IOException, InterruptedException {
    var requested = zone().request(Vault.empty("acme-1"));
    var chain = CertificateChain.read("chain.pem", company.sign(requested.csr()));
    return zone().importChain(requested.vault(), "chain.pem", chain).vault();
  }

  private static InternalZone zone() {
    return new InternalZone(LoopbackSite.atLoopback(), new SecureRandom(), Instant.now());
  }

  private static OpensslCompany company(Path folder) throws IOException, InterruptedException {
    assumeTrue(Files.exists(Path.of("/usr/bin/openssl")), "openssl is not on this machine");
    return new OpensslCompany(folder.resolve("company"));
  }

  /// The server's certificate of another site, whose peer must be the one we talk to.
  private static SSLContext stranger(Vault ours, Vault theirs, Guarded product) {
    var pair = SecretNames.hostPair("s1", product.product);
    return ClientTls.context(
        ours.secret(SecretNames.CA_CERTIFICATE).reveal(),
        theirs.secret(pair + ".cert").reveal(),
        theirs.secret(pair + ".key").reveal());
  }

  private static Met asMember(LoopbackSite site, SSLContext tls, Guarded product) {
    return Attempt.member(
        () -> site.members("s1", product.members), tls, product.tls, product.raft);
  }

  private static Met asClient(LoopbackSite site, SSLContext tls, Guarded product) {
    var token = site.vault().secret(product.management).reveal();
    return Attempt.request(
        () -> site.requests("s1", product.requests),
        tls,
        TOKENS.withHeader(product.tokenHeader, token));
  }

  @Test
  void aSiteBelowACompanysRootBelievesItsOwnCertificatesOnly(@TempDir Path folder)
      throws Exception {
    var programs = NegativeProbesLiveTest.programs();
    var company = company(folder);
    var vault = signed(company);
    var theirs = signed(company);
    try (var site = new LoopbackSite(folder, programs, UnaryOperator.identity(), vault)) {
      site.start();
      var probes = new NegativeProbes(site.site(), vault, site, new TreeMap<>()).run();
      assertThat(probes).filteredOn(probe -> !probe.asItMust()).isEmpty();
      for (var product : Guarded.values()) {
        var own = asMember(site, stranger(vault, vault, product), product);
        assertThat(own.how()).as(own.says()).isEqualTo(How.ALLOWED);
        var met = asMember(site, stranger(vault, theirs, product), product);
        assertThat(met.how()).as(met.says()).isEqualTo(How.REFUSED);
      }
      var met = asClient(site, stranger(vault, theirs, Guarded.CONSUL), Guarded.CONSUL);
      assertThat(met.how()).as(met.says()).isEqualTo(How.REFUSED);
      var own = asClient(site, stranger(vault, vault, Guarded.CONSUL), Guarded.CONSUL);
      assertThat(own.how()).as(own.says()).isEqualTo(How.ALLOWED);
    }
  }

  /// Why the CA file is not the company's root, and that the probe above can fail.
  @Test
  void theCompanysRootInItsPlaceWouldLetTheStrangerIn(@TempDir Path folder) throws Exception {
    var programs = NegativeProbesLiveTest.programs();
    var company = company(folder);
    var vault = signed(company);
    var theirs = signed(company);
    var own = vault.secret(SecretNames.CA_CERTIFICATE).reveal().strip();
    var root = company.root();
    UnaryOperator<String> trustAll = text -> text.strip().equals(own) ? root : text;
    try (var site = new LoopbackSite(folder, programs, trustAll, vault)) {
      site.start();
      for (var product : Guarded.values()) {
        var met = asMember(site, stranger(vault, theirs, product), product);
        assertThat(met.how()).as(met.says()).isEqualTo(How.ALLOWED);
      }
      var met = asClient(site, stranger(vault, theirs, Guarded.CONSUL), Guarded.CONSUL);
      assertThat(met.how()).as(met.says()).isEqualTo(How.ALLOWED);
    }
  }
}
