package io.holdfast.installer.cli;

import io.holdfast.installer.vault.HeldCertificate;
import io.holdfast.installer.vault.HeldCertificates;
import io.holdfast.installer.vault.Vault;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The certificates of a site that end soon or have ended, each kind with what to do about it. The
/// vault tells, no host is asked.
final class EndingCertificates {
  private static final int INTERNAL_DAYS = 60;
  private static final int OUTWARD_DAYS = 30;

  private final List<HeldCertificate> held;

  private EndingCertificates(List<HeldCertificate> held) {
    this.held = held;
  }

  /// What to warn of, what has ended before what is going to; within these the authority before
  /// what it has signed, and towards users last.
  static List<Problem> warnings(Site site, Vault vault, Instant now) {
    var ending = used(site, vault, now);
    return Stream.of(ending.authority(), ending.leaves(), ending.outward())
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(Ending::isLeft))
        .map(Ending::problem)
        .toList();
  }

  /// Whether none of the certificates that are in use has ended.
  static boolean allHold(Site site, Vault vault, Instant now) {
    return used(site, vault, now).held.stream().noneMatch(EndingCertificates::hasEnded);
  }

  private static EndingCertificates used(Site site, Vault vault, Instant now) {
    return new EndingCertificates(
        HeldCertificates.of(site, vault, now).stream()
            .filter(it -> !it.hosts().isEmpty() || it.servesHoldfast())
            .filter(it -> !it.concernsUsers() || site.network().outward().isPresent())
            .toList());
  }

  /// A problem and whether there is time left to see to it.
  private record Ending(boolean isLeft, Problem problem) {
    static Ending of(HeldCertificate certificate, Problem problem) {
      return new Ending(!hasEnded(certificate), problem);
    }
  }

  private static boolean hasEnded(HeldCertificate certificate) {
    return certificate.daysLeft() < 0;
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

  private Optional<Ending> authority() {
    return first(HeldCertificate::signsOthers)
        .filter(it -> it.daysLeft() < INTERNAL_DAYS)
        .map(
            it ->
                Ending.of(
                    it,
                    problem("The authority of the cluster", it)
                        .withEvidence(
                            "every certificate of the cluster ends with it; another authority under"
                                + " a running cluster is not offered yet")
                        .withFix("holdfast certs show SITE")));
  }

  /// Those that end with their authority anyhow are not named: it is.
  private Optional<Ending> leaves() {
    var last = first(HeldCertificate::signsOthers).map(HeldCertificate::until);
    return first(
            it ->
                !it.concernsUsers()
                    && !it.signsOthers()
                    && last.filter(end -> !it.until().isBefore(end)).isEmpty())
        .filter(it -> it.daysLeft() < INTERNAL_DAYS)
        .map(
            it ->
                Ending.of(
                    it,
                    problem("A certificate of the cluster (" + it.what() + ")", it)
                        .withFix("holdfast apply   # replaces it, one host after the other")));
  }

  private Optional<Ending> outward() {
    return first(HeldCertificate::concernsUsers)
        .filter(it -> it.daysLeft() < OUTWARD_DAYS)
        .map(it -> Ending.of(it, outward(it)));
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
        hasEnded(certificate)
            ? what + " ended on " + day
            : what + " ends on " + day + ", in " + certificate.daysLeft() + " days");
  }
}
