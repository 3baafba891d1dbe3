package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.pki.CertificateChain;
import io.holdfast.installer.pki.CompanyPki;
import io.holdfast.installer.pki.CompanyPki.Shape;
import io.holdfast.installer.preflight.Finding;
import io.holdfast.installer.vault.InternalZone;
import io.holdfast.installer.vault.OutwardZone;
import io.holdfast.installer.vault.SiteSecrets;
import io.holdfast.installer.vault.Vault;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What plan, apply and preflight refuse while somebody else still has to sign.
class CertificatesTest {
  private static final String TEXT =
      """
      site: acme
      access: {user: ops, keyFile: key}
      vault: {keyFile: vault.key}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server, lb]}
      """;
  private static final Site PLAIN = SiteReader.read("site.yaml", TEXT);
  private static final Site OUTWARD =
      SiteReader.read("site.yaml", TEXT + "network: {outward: {names: [shop.example.com]}}\n");
  private static final Vault EMPTY = Vault.empty("acme-1");

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private static Vault withRequests() {
    var random = new SecureRandom();
    var internal = new InternalZone(OUTWARD, random, Instant.now()).request(EMPTY).vault();
    return new OutwardZone(OUTWARD, random, Instant.now()).request(internal).vault();
  }

  @Test
  void asksNothingOfASiteThatLeavesCertificatesToHoldfast() {
    assertThatCode(() -> Certificates.requireReady(PLAIN, EMPTY)).doesNotThrowAnyException();
    assertThat(Certificates.findings(PLAIN, Optional.empty(), now)).isEmpty();
  }

  @Test
  void refusesToPlanWhileACertificateIsOutToBeSigned() {
    assertThatThrownBy(() -> Certificates.requireReady(OUTWARD, withRequests()))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.problems())
                  .hasSize(2)
                  .allMatch(problem -> problem.id() == ProblemId.CERTIFICATE_MISSING);
              assertThat(refused.exitCode()).isEqualTo(2);
              assertThat(refused.problems().get(0).fix().toString())
                  .contains("certs import internal", "--withdraw");
              assertThat(refused.problems().get(1).fix().toString())
                  .contains("certs request outward");
            });
  }

  @Test
  void findsInPreflightWhatPlanWouldRefuse() {
    assertThat(Certificates.findings(OUTWARD, Optional.empty(), now))
        .extracting(Finding::level)
        .containsExactly(Finding.Level.FAIL);
    assertThat(Certificates.findings(OUTWARD, Optional.of(withRequests()), now)).hasSize(2);
  }

  private Vault installed() {
    return new SiteSecrets(new SecureRandom(), now).complete(PLAIN, EMPTY);
  }

  private Instant in(int days) {
    return now.plus(Duration.ofDays(days));
  }

  @Test
  void warnsOfACertificateOfTheClusterSixtyDaysBeforeItEndsAndNamesTheCommand() {
    var vault = Optional.of(installed());
    assertThat(Certificates.findings(PLAIN, vault, in(300))).isEmpty();
    var finding = Certificates.findings(PLAIN, vault, in(310)).getFirst();
    assertThat(finding.level()).isEqualTo(Finding.Level.WARN);
    assertThat(Certificates.lines(Certificates.warnings(PLAIN, vault, in(310))))
        .singleElement()
        .asString()
        .contains("ends on ", "in 55 days", "holdfast apply");
    assertThat(Certificates.warnings(PLAIN, vault, in(380)).getFirst().what()).contains("ended on");
  }

  @Test
  void warnsOfAnAuthorityThatEndsAndDoesNotSendToApplyForIt() {
    var ends = in(3650 - 40);
    var vault = new SiteSecrets(new SecureRandom(), ends).renew(PLAIN, installed());
    assertThat(Certificates.warnings(PLAIN, Optional.of(vault), ends))
        .singleElement()
        .satisfies(it -> assertThat(it.what()).contains("authority"))
        .satisfies(it -> assertThat(it.fix().toString()).doesNotContain("apply"));
  }

  private Vault withOutward(int days) {
    var zone = new OutwardZone(OUTWARD, new SecureRandom(), now);
    var requested = zone.request(installed());
    var shape =
        Shape.server("shop.example.com").between(Duration.ofHours(-1), Duration.ofDays(days));
    var chain = CompanyPki.root("Example Root").chain(requested.csr(), shape);
    return zone.importChain(requested.vault(), "shop.pem", CertificateChain.read("shop.pem", chain))
        .vault();
  }

  @Test
  void warnsOfTheBalancersCertificateAndRefusesOneThatHasEnded() {
    var vault = withOutward(50);
    assertThat(Certificates.findings(OUTWARD, Optional.of(vault), in(10)))
        .extracting(Finding::level)
        .containsExactly(Finding.Level.OK);
    assertThat(Certificates.findings(OUTWARD, Optional.of(vault), in(30)))
        .extracting(Finding::level)
        .containsExactly(Finding.Level.OK, Finding.Level.WARN);
    assertThatCode(() -> Certificates.requireValid(OUTWARD, vault, in(30)))
        .doesNotThrowAnyException();
    assertThat(Certificates.findings(OUTWARD, Optional.of(vault), in(60)))
        .extracting(Finding::level)
        .containsExactly(Finding.Level.FAIL);
    assertThatThrownBy(() -> Certificates.requireValid(OUTWARD, vault, in(60)))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.has(ProblemId.CERTIFICATE_ENDS)).isTrue());
    assertThatCode(() -> Certificates.requireValid(PLAIN, vault, in(60)))
        .doesNotThrowAnyException();
  }

  @Test
  void goesOnWarningOfTheBalancersCertificateAfterItHasEndedAndBeforeAllThatIsGoingTo() {
    var vault = Optional.of(withOutward(310));
    assertThat(Certificates.allHold(OUTWARD, vault, in(309))).isTrue();
    var warnings = Certificates.warnings(OUTWARD, vault, in(311));
    assertThat(warnings).hasSize(2);
    assertThat(warnings.getFirst().what()).contains("balancers", "ended on");
    assertThat(warnings.getLast().what()).contains("of the cluster", "ends on");
    assertThat(Certificates.allHold(OUTWARD, vault, in(311))).isFalse();
    assertThat(Certificates.allHold(PLAIN, vault, in(311))).isTrue();
    assertThat(Certificates.findings(OUTWARD, vault, in(311)))
        .extracting(Finding::level)
        .containsExactly(Finding.Level.FAIL, Finding.Level.WARN);
  }
}
