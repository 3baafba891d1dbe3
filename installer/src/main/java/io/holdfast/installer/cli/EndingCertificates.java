package io.holdfast.installer.cli;

import io.holdfast.installer.vault.HeldCertificate;
import io.holdfast.installer.vault.HeldCertificates;
import io.holdfast.installer.vault.Vault;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The certificates of a site that end soon or have ended, each kind with what to do about it. The
/// vault tells, no host is asked.
final class EndingCertificates {
  private static final int INTERNAL_DAYS = 60;
  private static final int OUTWARD_DAYS = 30;

  private final List<HeldCertificate> held;

  private EndingCertificates(List<HeldCertificate> held) {
    this.held = held;
  }

  /// What to warn of; the authority before what it has signed, towards users last.
  static List<Problem> warnings(Site site, Vault vault, Instant now) {
    var used =
        HeldCertificates.of(site, vault, now).stream()
            .filter(it -> !it.hosts().isEmpty() || it.servesHoldfast())
            .filter(it -> !it.concernsUsers() || site.network().outward().isPresent())
            .toList();
    var ending = new EndingCertificates(used);
    var warnings = new ArrayList<Problem>();
    ending.authority().ifPresent(warnings::add);
    ending.leaves().ifPresent(warnings::add);
    ending.outward().filter(_ -> expired(site, vault, now).isEmpty()).ifPresent(warnings::add);
    return warnings;
  }

  /// The certificate that the balancers would show, if it has ended.
  static Optional<Problem> expired(Site site, Vault vault, Instant now) {
    if (site.network().outward().isEmpty()) {
      return Optional.empty();
    }
    return new EndingCertificates(HeldCertificates.of(site, vault, now))
        .first(it -> it.concernsUsers() && !it.until().isAfter(now))
        .map(EndingCertificates::outward);
  }

  private Optional<HeldCertificate> first(Predicate<HeldCertificate> kind) {
    return held.stream().filter(kind).min(Comparator.comparing(HeldCertificate::until));
  }

  private Optional<Problem> authority() {
    return first(HeldCertificate::signsOthers)
        .filter(it -> it.daysLeft() < INTERNAL_DAYS)
        .map(
            it ->
                problem("The authority of the cluster", it)
                    .withEvidence(
                        "every certificate of the cluster ends with it; another authority under a"
                            + " running cluster is not offered yet")
                    .withFix("holdfast certs show SITE"));
  }

  /// Those that end with their authority anyhow are not named: it is.
  private Optional<Problem> leaves() {
    var last = first(HeldCertificate::signsOthers).map(HeldCertificate::until);
    return first(
            it ->
                !it.concernsUsers()
                    && !it.signsOthers()
                    && last.filter(end -> !it.until().isBefore(end)).isEmpty())
        .filter(it -> it.daysLeft() < INTERNAL_DAYS)
        .map(
            it ->
                problem("A certificate of the cluster (" + it.what() + ")", it)
                    .withFix("holdfast apply   # replaces it, one host after the other"));
  }

  private Optional<Problem> outward() {
    return first(HeldCertificate::concernsUsers)
        .filter(it -> it.daysLeft() < OUTWARD_DAYS)
        .map(EndingCertificates::outward);
  }

  private static Problem outward(HeldCertificate certificate) {
    return problem("The certificate of the balancers (" + certificate.what() + ")", certificate)
        .withFix(
            "holdfast certs request outward --out DIR SITE   # have outward.csr signed",
            "holdfast certs import outward --certificate FILE SITE",
            "holdfast apply");
  }

  private static Problem problem(String what, HeldCertificate certificate) {
    var day = certificate.until().toString().substring(0, 10);
    return Problem.of(
        ProblemId.CERTIFICATE_ENDS,
        certificate.daysLeft() < 0
            ? what + " ended on " + day
            : what + " ends on " + day + ", in " + certificate.daysLeft() + " days");
  }
}
