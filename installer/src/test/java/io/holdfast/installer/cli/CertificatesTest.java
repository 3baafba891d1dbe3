package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.preflight.Finding;
import io.holdfast.installer.vault.InternalZone;
import io.holdfast.installer.vault.OutwardZone;
import io.holdfast.installer.vault.Vault;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.security.SecureRandom;
import java.time.Instant;
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

  private static Vault withRequests() {
    var random = new SecureRandom();
    var internal = new InternalZone(OUTWARD, random, Instant.now()).request(EMPTY).vault();
    return new OutwardZone(OUTWARD, random, Instant.now()).request(internal).vault();
  }

  @Test
  void asksNothingOfASiteThatLeavesCertificatesToHoldfast() {
    assertThatCode(() -> Certificates.requireReady(PLAIN, EMPTY)).doesNotThrowAnyException();
    assertThat(Certificates.findings(PLAIN, Optional.empty())).isEmpty();
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
    assertThat(Certificates.findings(OUTWARD, Optional.empty()))
        .extracting(Finding::level)
        .containsExactly(Finding.Level.FAIL);
    assertThat(Certificates.findings(OUTWARD, Optional.of(withRequests()))).hasSize(2);
  }
}
