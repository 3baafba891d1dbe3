package io.holdfast.bundle.release;

import io.holdfast.bundle.release.ProxyRules.Proxy;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// What can go wrong with one download, each told apart and with what to do. Addresses are shown
/// without their query, which may hold a key.
final class Refusals {
  private static final String LATER =
      "run the build again: what has come is kept, and it goes on from there";

  private final Optional<Proxy> proxy;

  Refusals(Optional<Proxy> proxy) {
    this.proxy = proxy;
  }

  static String shown(URI address) {
    return address.getScheme() + "://" + address.getAuthority() + address.getPath();
  }

  private String through() {
    return proxy.map(any -> " through the proxy " + any).orElse(" without a proxy");
  }

  /// No answer came at all.
  HoldfastException silent(URI address, IOException cause) {
    if (cause instanceof SSLException && isCertificate(cause)) {
      return HoldfastException.of(
          Problem.of(
                  ProblemId.DOWNLOAD_UNTRUSTED,
                  "The server of " + shown(address) + " shows a certificate that is not trusted")
              .withEvidence(cause.getMessage() + through())
              .withFix(
                  "if a company's proxy opens TLS: name its authorities with \"download: {authorities: FILE}\"",
                  "otherwise trust nothing from there until it is clear who answers"),
          cause);
    }
    var what =
        cause instanceof HttpTimeoutException ? " does not answer in time" : " cannot be had";
    return HoldfastException.of(
        failed(shown(address) + what, cause.getClass().getSimpleName() + ": " + cause.getMessage()),
        cause);
  }

  /// An answer came, and it is not the file.
  HoldfastException status(URI address, int status) {
    var problem = failed(shown(address) + " cannot be had", "the answer is HTTP " + status);
    var told =
        switch (status) {
          case 404, 410 ->
              problem.withFix("correct the version or the address in the appliance file");
          case 407 ->
              problem.withFix(
                  "put the proxy's login into the environment: HTTPS_PROXY=http://NAME:PASSWORD@HOST:PORT");
          default -> problem;
        };
    return told.asException();
  }

  private Problem failed(String what, String evidence) {
    return Problem.of(ProblemId.DOWNLOAD_FAILED, what)
        .withEvidence(evidence + through())
        .withFix(
            "look at HTTPS_PROXY and NO_PROXY of the environment, or name a proxy with \"download: {proxy: http://HOST:PORT}\"",
            LATER);
  }

  HoldfastException leavesHttps(URI address, String to) {
    return Problem.of(
            ProblemId.DOWNLOAD_LEAVES_HTTPS,
            shown(address) + " leads to an address that is not https")
        .withEvidence("redirected to " + to.replaceFirst("\\?.*", ""))
        .withFix("correct the address in the appliance file, or ask who runs the server")
        .asException();
  }

  HoldfastException wanders(URI address) {
    return failed(shown(address) + " is redirected again and again", "more than 5 redirections")
        .asException();
  }

  HoldfastException cutShort(URI address, long got, IOException cause) {
    return HoldfastException.of(
        Problem.of(
                ProblemId.DOWNLOAD_CUT_SHORT,
                "The download of " + shown(address) + " broke off after " + got + " bytes")
            .withEvidence(cause.getMessage() + through())
            .withFix(LATER),
        cause);
  }

  HoldfastException stalled(URI address, long got, long seconds) {
    return Problem.of(
            ProblemId.DOWNLOAD_CUT_SHORT,
            "The download of " + shown(address) + " stands still after " + got + " bytes")
        .withEvidence("nothing came for " + seconds + " s" + through())
        .withFix(LATER)
        .asException();
  }

  static HoldfastException tooLarge(URI address, long limit) {
    return Problem.of(
            ProblemId.DOWNLOAD_TOO_LARGE,
            shown(address) + " is larger than the " + limit + " bytes that are taken")
        .withFix("correct the address in the appliance file, or ask who runs the server")
        .asException();
  }

  private static boolean isCertificate(Throwable thrown) {
    return Stream.iterate(thrown, java.util.Objects::nonNull, Throwable::getCause)
        .limit(10)
        .anyMatch(
            cause ->
                cause instanceof CertificateException
                    || cause instanceof CertPathBuilderException
                    || cause instanceof CertPathValidatorException);
  }
}
