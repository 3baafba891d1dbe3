package io.holdfast.installer.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.pki.CertificateChain;
import io.holdfast.installer.pki.CompanyPki;
import io.holdfast.installer.pki.CompanyPki.Shape;
import io.holdfast.installer.vault.InternalZone.Imported;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class OutwardZoneTest {
  private static final String HOSTS =
      """
      site: acme
      access: {user: ops, keyFile: key}
      vault: {keyFile: vault.key}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server]}
        - {name: l1, address: 10.0.0.31, roles: [lb]}
        - {name: l2, address: 10.0.0.32, roles: [lb]}
      """;
  private static final Site SITE = site("[shop.example.com, stock.example.com]");
  private static final Shape GOOD =
      Shape.server("shop.example.com", "stock.example.com", "10.0.0.31", "10.0.0.32");

  private final CompanyPki company = CompanyPki.root("Example Root").below("Example Servers");
  private final OutwardZone zone = zone(SITE);
  private final InternalZone.Requested requested = zone.request(Vault.empty("acme-1"));

  private static Site site(String names) {
    return SiteReader.read("site.yaml", HOSTS + "network: {outward: {names: " + names + "}}\n");
  }

  private static OutwardZone zone(Site site) {
    return new OutwardZone(site, new SecureRandom(), Instant.now());
  }

  private Imported take(Vault vault, String chain) {
    return zone.importChain(vault, "shop.pem", CertificateChain.read("shop.pem", chain));
  }

  private void refuses(Shape shape, String... words) {
    assertThatThrownBy(() -> take(requested.vault(), company.chain(requested.csr(), shape)))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.CERTIFICATE_REFUSED);
              assertThat(refused.problems().toString()).contains(words);
            });
  }

  @Test
  void givesTheBalancersTheCertificateItsWayUpAndTheKey() {
    var taken = take(requested.vault(), company.chain(requested.csr(), GOOD));
    assertThat(taken.warnings()).isEmpty();
    var shown = CertificateChain.of(taken.vault().secret("tls.outward.cert").reveal());
    assertThat(shown.certificates())
        .extracting(certificate -> certificate.getSubjectX500Principal().getName())
        .containsExactly("CN=shop.example.com", "CN=Example Servers");
    assertThat(taken.vault().secret("tls.outward.key"))
        .isEqualTo(requested.vault().secret("tls.outward.request.key"));
    assertThat(OutwardZone.isRequested(taken.vault())).isFalse();
    assertThat(OutwardZone.lack(SITE, Optional.of(taken.vault()))).isEmpty();
  }

  @Test
  void lacksTheCertificateUntilItIsImportedAndNamesTheCommands() {
    assertThat(OutwardZone.lack(SITE, Optional.empty()).map(Problem::id))
        .contains(ProblemId.CERTIFICATE_MISSING);
    var lack = OutwardZone.lack(SITE, Optional.of(requested.vault())).orElseThrow();
    assertThat(lack.fix().toString())
        .contains("holdfast certs request outward", "holdfast certs import outward");
    var plain = SiteReader.read("site.yaml", HOSTS);
    assertThat(OutwardZone.lack(plain, Optional.empty())).isEmpty();
  }

  @Test
  void lacksACertificateForANameThatIsNewInTheSiteFile() {
    var vault = take(requested.vault(), company.chain(requested.csr(), GOOD)).vault();
    var more = site("[shop.example.com, new.example.com]");
    assertThat(OutwardZone.lack(more, Optional.of(vault)).orElseThrow().what())
        .contains("new.example.com")
        .doesNotContain("shop.example.com");
  }

  @Test
  void keepsItsKeyWhileTheNamesOfAnOpenRequestChange() {
    var again = zone(site("[new.example.com]")).request(requested.vault());
    assertThat(again.csr()).isNotEqualTo(requested.csr());
    assertThat(again.vault().secret("tls.outward.request.key"))
        .isEqualTo(requested.vault().secret("tls.outward.request.key"));
  }

  @Test
  void takesARenewalForANewKeyAndForTheKeyInUse() {
    var first = take(requested.vault(), company.chain(requested.csr(), GOOD)).vault();
    var sameKey = take(first, company.chain(requested.csr(), GOOD)).vault();
    assertThat(sameKey.secret("tls.outward.cert")).isNotEqualTo(first.secret("tls.outward.cert"));
    assertThat(sameKey.secret("tls.outward.key")).isEqualTo(first.secret("tls.outward.key"));
    var renewal = zone.request(sameKey);
    var newKey = take(renewal.vault(), company.chain(renewal.csr(), GOOD)).vault();
    assertThat(newKey.secret("tls.outward.key")).isNotEqualTo(first.secret("tls.outward.key"));
    var chain = company.chain(renewal.csr(), GOOD);
    var once = take(newKey, chain).vault();
    assertThat(take(once, chain).vault()).isSameAs(once);
  }

  @Test
  void refusesACertificateThatUsersWouldNotBelieve() {
    refuses(Shape.server("shop.example.com"), "does not name stock.example.com");
    refuses(GOOD.withPurposes(KeyPurposeId.id_kp_clientAuth), "serverAuth");
    refuses(GOOD.withPurposes(), "serverAuth");
    refuses(GOOD.withUsage(KeyUsage.keyAgreement), "digitalSignature");
    refuses(GOOD.withAuthority(true), "one of an authority");
    refuses(GOOD.between(Duration.ofDays(-9), Duration.ofDays(-1)), "has expired");
    refuses(GOOD.withAlgorithm("SHA1withECDSA"), "SHA1withECDSA");
    var other = zone.request(Vault.empty("acme-2")).csr();
    assertThatThrownBy(() -> take(requested.vault(), company.chain(other, GOOD)))
        .hasMessageContaining("is not for the key of the request");
    assertThatThrownBy(() -> take(requested.vault(), company.sign(requested.csr(), GOOD)))
        .hasMessageContaining("CN=Example Servers");
    assertThatThrownBy(() -> take(Vault.empty("acme-1"), company.chain(requested.csr(), GOOD)))
        .hasMessageContaining("HF-CRT-004");
  }

  @Test
  void takesAWildcardForOnePartAndWarnsOfMissingAddressesAndAShortLife() {
    var shape = Shape.server("*.example.com").between(Duration.ofHours(-1), Duration.ofDays(9));
    var taken = take(requested.vault(), company.chain(requested.csr(), shape));
    assertThat(taken.warnings()).hasSize(2);
    assertThat(taken.warnings().toString()).contains("ends in 8 days", "10.0.0.31, 10.0.0.32");
    var deep = zone(site("[a.b.example.com]"));
    assertThatThrownBy(
            () ->
                deep.importChain(
                    requested.vault(),
                    "shop.pem",
                    CertificateChain.of(company.chain(requested.csr(), shape))))
        .hasMessageContaining("a.b.example.com");
  }

  @Test
  void saysThatASiteWithoutTheZoneHasNothingToCertify() {
    var plain = zone(SiteReader.read("site.yaml", HOSTS));
    assertThatThrownBy(() -> plain.request(Vault.empty("acme-1")))
        .hasMessageContaining("network.outward");
  }
}
