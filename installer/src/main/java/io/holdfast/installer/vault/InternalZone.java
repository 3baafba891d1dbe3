package io.holdfast.installer.vault;

import io.holdfast.installer.pki.AuthorityChecks;
import io.holdfast.installer.pki.CertificateChain;
import io.holdfast.installer.pki.CertificateRequest;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.SecretNames;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Secret;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The trust zone inside the cluster, when its authority shall be signed by the company's: the key
/// is made in the vault and never leaves it, the request goes out, the chain comes in.
///
/// Only before the first install: the certificates of running products cannot be exchanged yet.
public final class InternalZone {
  private static final String CSR = "tls.ca.request.csr";
  private static final String KEY = "tls.ca.request.key";

  /// The authorities above the site's own, up to the root; empty where it is its own.
  private static final String ABOVE = "tls.ca.above";

  private final Site site;
  private final SecureRandom random;
  private final Instant now;

  public InternalZone(Site site, SecureRandom random, Instant now) {
    this.site = site;
    this.random = random;
    this.now = now;
  }

  /// What follows each certificate that the site issues: the way from it up to the company's root.
  static String sentAlong(Vault vault) {
    return vault.holds(ABOVE) ? chain(vault).withoutRootPem() : "";
  }

  /// The site's authority and those above it.
  static CertificateChain chain(Vault vault) {
    var above = vault.holds(ABOVE) ? vault.secret(ABOVE).reveal() : "";
    return CertificateChain.of(vault.secret(SecretNames.CA_CERTIFICATE).reveal() + above);
  }

  /// Whether a request waits for its certificate.
  public static boolean isRequested(Vault vault) {
    return vault.holds(CSR);
  }

  /// The request, with its key in the vault; the same one as long as it was not answered.
  public Requested request(Vault vault) {
    if (isRequested(vault)) {
      return new Requested(vault, vault.secret(CSR).reveal());
    }
    var made = CertificateRequest.forAuthority(site.site(), random);
    var kept = Map.of(CSR, Secret.of(made.csr()), KEY, Secret.of(made.key()));
    return new Requested(vault.with(new TreeMap<>(kept)), made.csr());
  }

  /// Takes a request back: the site makes an authority of its own again.
  public Vault withdraw(Vault vault) {
    return vault.without(Set.of(CSR, KEY));
  }

  /// Puts what the company has signed in the place of the site's own authority, and issues the
  /// certificates of all hosts anew. `file` is where the chain was read, for messages.
  public Imported importChain(Vault vault, String file, CertificateChain chain) {
    if (!isRequested(vault)) {
      if (vault.holds(ABOVE) && chain(vault).equals(chain)) {
        return new Imported(vault, List.of());
      }
      throw notRequested();
    }
    var request = new CertificateRequest(vault.secret(CSR).reveal(), vault.secret(KEY).reveal());
    var checks = new AuthorityChecks(file, chain, now);
    var warnings = checks.run(request.publicKey(), names());
    var kept =
        Map.of(
            SecretNames.CA_CERTIFICATE,
            Secret.of(chain.firstPem()),
            "tls.ca.key",
            Secret.of(request.key()),
            ABOVE,
            Secret.of(chain.abovePem()));
    var bare = vault.without(issuedByAuthority(vault)).with(new TreeMap<>(kept));
    var complete = new SiteSecrets(random, now).complete(site, bare);
    checks.issued(leaves(complete));
    return new Imported(complete, warnings);
  }

  private static RuntimeException notRequested() {
    return Problem.of(
            ProblemId.CERTIFICATE_NOT_REQUESTED,
            "This machine's vault has no open request for the site's authority")
        .withFix(
            "holdfast certs request internal --out ca.csr SITE",
            "or import on the machine where the request was made")
        .asException();
  }

  /// The names of everything in the vault that hangs on the site's authority, with the request.
  private static Set<String> issuedByAuthority(Vault vault) {
    return vault.names().stream()
        .filter(name -> name.startsWith("tls.") && !OutwardZone.isOwn(name))
        .collect(Collectors.toSet());
  }

  /// Everything that a certificate of the cluster is made for.
  private List<String> names() {
    var names = new ArrayList<String>();
    for (var host : site.hosts()) {
      SiteSecrets.products(site, host)
          .values()
          .forEach(zone -> names.addAll(SiteSecrets.names(host, zone)));
    }
    return Stream.concat(names.stream(), Stream.of(SiteSecrets.CONTROLLER)).distinct().toList();
  }

  private static List<X509Certificate> leaves(Vault vault) {
    return vault.names().stream()
        .filter(name -> name.startsWith("tls.") && name.endsWith(".cert"))
        .filter(name -> !name.equals(SecretNames.CA_CERTIFICATE) && !OutwardZone.isOwn(name))
        .map(name -> CertificateChain.of(vault.secret(name).reveal()).first())
        .toList();
  }

  /// A request that goes out, and the vault that holds its key.
  public record Requested(Vault vault, String csr) {}

  /// The vault with what came in, and what is doubtful about it.
  public record Imported(Vault vault, List<String> warnings) {
    public Imported {
      warnings = List.copyOf(warnings);
    }
  }
}
