package io.holdfast.installer.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.pki.CertificateChain;
import io.holdfast.installer.pki.CompanyPki;
import io.holdfast.installer.pki.CompanyPki.Shape;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;

class InternalZoneTest {
  private static final Site SITE =
      SiteReader.read(
          "site.yaml",
          """
          site: acme
          engine: nomad
          access: {user: ops, keyFile: key}
          vault: {keyFile: vault.key}
          hosts:
            - {name: s1, address: 10.0.0.11, roles: [server]}
            - {name: w1, address: 10.0.0.21, roles: [worker, lb]}
          """);

  private final CompanyPki root = CompanyPki.root("Example Root");
  private final CompanyPki issuing = root.below("Example Issuing");
  private final InternalZone zone = new InternalZone(SITE, new SecureRandom(), Instant.now());
  private final InternalZone.Requested requested = zone.request(Vault.empty("acme-1"));

  private InternalZone.Imported take(String chain) {
    return zone.importChain(
        requested.vault(), "chain.pem", CertificateChain.read("chain.pem", chain));
  }

  private static String text(Vault vault, String name) {
    return vault.secret(name).reveal();
  }

  private static List<String> subjects(String pem) {
    return CertificateChain.of(pem).certificates().stream()
        .map(certificate -> certificate.getSubjectX500Principal().getName())
        .toList();
  }

  private void refuses(String chain, ProblemId id, String... words) {
    assertThatThrownBy(() -> take(chain))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.problems()).extracting(problem -> problem.id()).contains(id);
              assertThat(refused.problems().toString()).contains(words);
              assertThat(refused.problems()).allMatch(problem -> !problem.fix().isEmpty());
            });
  }

  private void refuses(Shape shape, String... words) {
    refuses(issuing.chain(requested.csr(), shape), ProblemId.CERTIFICATE_REFUSED, words);
  }

  @Test
  void givesProductsTheCompanysIntermediateAloneToBelieveIn() {
    var vault = take(issuing.chain(requested.csr(), Shape.authority().withPathLength(0))).vault();
    assertThat(subjects(text(vault, "tls.ca.cert"))).containsExactly("CN=Holdfast acme");
    assertThat(subjects(text(vault, "tls.s1.consul.cert")))
        .containsExactly("CN=s1", "CN=Holdfast acme", "CN=Example Issuing");
    assertThat(subjects(text(vault, "tls.w1.nomad.cert"))).hasSize(3);
    assertThat(subjects(text(vault, "tls.controller.cert"))).hasSize(3);
    assertThat(InternalZone.isRequested(vault)).isFalse();
    assertThat(vault.holds("consul.gossip")).isTrue();
  }

  @Test
  void asksForTheSameKeyUntilItIsAnswered() {
    var again = zone.request(requested.vault());
    assertThat(again.csr()).isEqualTo(requested.csr());
    assertThat(again.vault()).isSameAs(requested.vault());
    assertThat(requested.csr()).doesNotContain("PRIVATE");
    var withdrawn = zone.withdraw(requested.vault());
    assertThat(withdrawn.names()).isEmpty();
    assertThat(zone.request(withdrawn).csr()).isNotEqualTo(requested.csr());
  }

  @Test
  void leavesNothingOfTheAuthorityThatAnEarlierPlanHasMade() {
    var planned =
        new SiteSecrets(new SecureRandom(), Instant.now()).complete(SITE, Vault.empty("acme-1"));
    var asked = zone.request(planned);
    var chain = CertificateChain.of(issuing.chain(asked.csr(), Shape.authority()));
    var vault = zone.importChain(asked.vault(), "chain.pem", chain).vault();
    for (var name : planned.names()) {
      var isKept = vault.secret(name).equals(planned.secret(name));
      assertThat(isKept).as(name).isEqualTo(!name.startsWith("tls."));
    }
    assertThat(vault.siteId()).isEqualTo(planned.siteId());
  }

  @Test
  void takesTheSameChainTwiceAndAnotherOnlyWhenAsked() {
    var chain = issuing.chain(requested.csr(), Shape.authority());
    var first = take(chain);
    var zoneAgain = new InternalZone(SITE, new SecureRandom(), Instant.now());
    var again = zoneAgain.importChain(first.vault(), "chain.pem", CertificateChain.of(chain));
    assertThat(again.vault()).isSameAs(first.vault());
    var other = CertificateChain.of(issuing.chain(requested.csr(), Shape.authority()));
    assertThatThrownBy(() -> zoneAgain.importChain(first.vault(), "chain.pem", other))
        .hasMessageContaining("HF-CRT-004");
  }

  @Test
  void refusesWhatIsNoAuthority() {
    refuses(Shape.authority().withAuthority(false), "CA:TRUE");
    refuses(Shape.authority().withUsage(KeyUsage.digitalSignature), "keyCertSign");
    refuses(Shape.authority().withUsage(0), "keyCertSign");
    refuses(Shape.authority().withPurposes(KeyPurposeId.id_kp_serverAuth), "extendedKeyUsage");
    take(
        issuing.chain(
            requested.csr(),
            Shape.authority()
                .withPurposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)));
  }

  @Test
  void refusesWhatWasSignedForAnotherKey() {
    var other = zone.request(Vault.empty("acme-2")).csr();
    refuses(
        issuing.chain(other, Shape.authority()),
        ProblemId.CERTIFICATE_REFUSED,
        "is not for the key of the request");
  }

  @Test
  void refusesWhatIsNotValidNow() {
    refuses(Shape.authority().between(Duration.ofDays(-9), Duration.ofDays(-1)), "has expired");
    refuses(Shape.authority().between(Duration.ofDays(1), Duration.ofDays(9)), "not valid yet");
  }

  @Test
  void refusesAlgorithmsThatTheProductsRefuse() {
    refuses(Shape.authority().withAlgorithm("SHA1withECDSA"), "SHA1withECDSA");
  }

  @Test
  void refusesAChainWithAGapOutOfOrderOrWithoutItsRoot() {
    var own = issuing.sign(requested.csr(), Shape.authority());
    var upper = issuing.above().substring(0, issuing.above().length() - root.above().length());
    refuses(own + upper, ProblemId.CHAIN_BROKEN, "CN=Example Root", "is missing");
    refuses(own, ProblemId.CHAIN_BROKEN, "CN=Example Issuing", "is missing");
    refuses(own + root.above() + upper, ProblemId.CHAIN_BROKEN, "is not in order");
    refuses(own + issuing.above() + upper, ProblemId.CHAIN_BROKEN, "goes on after its root");
    var namesake = CompanyPki.root("Example Root").below("Example Issuing");
    refuses(own + namesake.above(), ProblemId.CHAIN_BROKEN, "was not signed by the key");
  }

  @Test
  void refusesAPathThatIsTooShortForOneMoreAuthority() {
    var narrow = CompanyPki.root("Narrow Root", Shape.authority().withPathLength(0));
    refuses(
        narrow.chain(requested.csr(), Shape.authority()),
        ProblemId.CERTIFICATE_REFUSED,
        "allows 0 authorities below itself");
    var wide = CompanyPki.root("Wide Root", Shape.authority().withPathLength(1));
    take(wide.chain(requested.csr(), Shape.authority()));
  }

  @Test
  void refusesNameConstraintsThatForbidWhatTheClusterNeeds() {
    refuses(
        Shape.authority().withConstraints(permitted(GeneralName.dNSName, "corp.example")),
        "server.dc1.consul",
        "client.global.nomad",
        "localhost");
    refuses(
        Shape.authority().withConstraints(permitted(GeneralName.iPAddress, "10.0.0.0/255.0.0.0")),
        "127.0.0.1");
    take(
        issuing.chain(
            requested.csr(),
            Shape.authority().withConstraints(permitted(GeneralName.iPAddress, "127.0.0.0/8"))));
  }

  private static NameConstraints permitted(int kind, String name) {
    return new NameConstraints(
        new GeneralSubtree[] {new GeneralSubtree(new GeneralName(kind, name))}, null);
  }

  @Test
  void refusesWhatConsulAndNomadDoNotUnderstand() {
    refuses(Shape.authority().withStrangeExtension("1.2.3.4"), "critical extension 1.2.3.4");
    var directory = new GeneralName(new X500Name("O=Example"));
    refuses(
        Shape.authority()
            .withConstraints(
                new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(directory)}, null)),
        "name constraints of other kinds");
  }

  @Test
  void tellsEverythingThatIsWrongAtOnce() {
    assertThatThrownBy(
            () ->
                take(
                    issuing.sign(
                        requested.csr(),
                        Shape.authority()
                            .withAuthority(false)
                            .between(Duration.ofDays(-9), Duration.ofDays(-1)))))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused ->
                assertThat(refused.problems().toString())
                    .contains("CA:TRUE", "has expired", "is missing", "chain.pem"));
  }

  @Test
  void warnsOfAShortLifeAndIssuesNothingThatOutlivesIt() {
    var days = Duration.ofDays(90);
    var taken =
        take(issuing.chain(requested.csr(), Shape.authority().between(Duration.ofHours(-1), days)));
    assertThat(taken.warnings()).singleElement().asString().contains("ends in 89 days");
    var authority = CertificateChain.of(text(taken.vault(), "tls.ca.cert")).first();
    var leaf = CertificateChain.of(text(taken.vault(), "tls.s1.consul.cert")).first();
    assertThat(leaf.getNotAfter()).isEqualTo(authority.getNotAfter());
  }
}
