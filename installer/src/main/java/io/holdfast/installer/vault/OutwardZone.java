package io.holdfast.installer.vault;

import io.holdfast.installer.pki.CertificateChain;
import io.holdfast.installer.pki.CertificateRequest;
import io.holdfast.installer.pki.ServerChecks;
import io.holdfast.installer.vault.InternalZone.Imported;
import io.holdfast.installer.vault.InternalZone.Requested;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.SecretNames;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Outward;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Secret;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The trust zone that users see: the certificate that the balancers show them, signed by the
/// company's authority. Its key is made in the vault; only the balancers get it.
public final class OutwardZone {
  private static final String CSR = "tls.outward.request.csr";
  private static final String KEY = "tls.outward.request.key";

  /// The whole chain as it came in, the root among it; balancers show it without.
  private static final String CHAIN = "tls.outward.chain";

  private static final Set<String> OWN =
      Set.of(CSR, KEY, CHAIN, SecretNames.OUTWARD_CERTIFICATE, SecretNames.OUTWARD_KEY);

  private final Site site;
  private final SecureRandom random;
  private final Instant now;

  public OutwardZone(Site site, SecureRandom random, Instant now) {
    this.site = site;
    this.random = random;
    this.now = now;
  }

  /// Whether a name in the vault belongs to this zone.
  static boolean isOwn(String name) {
    return OWN.contains(name);
  }

  /// Whether a request waits for its certificate.
  public static boolean isRequested(Vault vault) {
    return vault.holds(CSR);
  }

  static Optional<CertificateChain> chain(Vault vault) {
    return vault.holds(CHAIN)
        ? Optional.of(CertificateChain.of(vault.secret(CHAIN).reveal()))
        : Optional.empty();
  }

  /// What a site with this zone lacks before its balancers can be set up, if anything.
  public static Optional<Problem> lack(Site site, Optional<Vault> vault) {
    if (site.network().outward().isEmpty()) {
      return Optional.empty();
    }
    var wanted = site.network().outward().get().names();
    var held = vault.flatMap(OutwardZone::chain);
    if (held.isEmpty()) {
      return Optional.of(
          missing("The balancers shall serve TLS, and their certificate was not imported yet"));
    }
    var unnamed =
        wanted.stream().filter(name -> !ServerChecks.covers(held.get().first(), name)).toList();
    return unnamed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            missing(
                "The balancers' certificate does not name "
                    + String.join(", ", unnamed)
                    + ", which site.yaml does"));
  }

  private static Problem missing(String what) {
    return Problem.of(ProblemId.CERTIFICATE_MISSING, what)
        .withFix(
            "holdfast certs request outward --out DIR SITE   # have outward.csr signed",
            "holdfast certs import outward --certificate FILE SITE",
            "or take network.outward out of site.yaml");
  }

  /// The request, with its key in the vault. As long as it was not answered it keeps its key and
  /// follows the names of the site file; after that, the next one is about a new key.
  public Requested request(Vault vault) {
    var names = Stream.concat(outward().names().stream(), addresses().stream()).toList();
    var made =
        isRequested(vault)
            ? open(vault).withNames(names)
            : CertificateRequest.forServer(names, random);
    var kept = Map.of(CSR, Secret.of(made.csr()), KEY, Secret.of(made.key()));
    return new Requested(vault.with(new TreeMap<>(kept)), made.csr());
  }

  /// Takes a request back; a certificate that was imported stays.
  public Vault withdraw(Vault vault) {
    return vault.without(Set.of(CSR, KEY));
  }

  /// Keeps a certificate for the balancers, which get it with the next `apply`. One for the key
  /// they have already is a renewal too. `file` is where the chain was read, for messages.
  public Imported importChain(Vault vault, String file, CertificateChain chain) {
    var held = chain(vault);
    if (!isRequested(vault) && held.isEmpty()) {
      throw notRequested();
    }
    var requested =
        isRequested(vault) ? Optional.of(open(vault)) : Optional.<CertificateRequest>empty();
    var keys = new ArrayList<PublicKey>();
    requested.ifPresent(request -> keys.add(request.publicKey()));
    held.ifPresent(old -> keys.add(old.first().getPublicKey()));
    var warnings = new ServerChecks(file, chain, now).run(keys, outward().names(), addresses());
    if (held.equals(Optional.of(chain))) {
      return new Imported(vault, warnings);
    }
    var fresh = requested.filter(it -> it.publicKey().equals(chain.first().getPublicKey()));
    var key = fresh.map(CertificateRequest::key).map(Secret::of);
    var kept =
        Map.of(
            SecretNames.OUTWARD_CERTIFICATE,
            Secret.of(chain.withoutRootPem()),
            SecretNames.OUTWARD_KEY,
            key.orElseGet(() -> vault.secret(SecretNames.OUTWARD_KEY)),
            CHAIN,
            Secret.of(chain.firstPem() + chain.abovePem()));
    var answered = fresh.isPresent() ? withdraw(vault) : vault;
    return new Imported(answered.with(new TreeMap<>(kept)), warnings);
  }

  private static CertificateRequest open(Vault vault) {
    return new CertificateRequest(vault.secret(CSR).reveal(), vault.secret(KEY).reveal());
  }

  private static RuntimeException notRequested() {
    return Problem.of(
            ProblemId.CERTIFICATE_NOT_REQUESTED,
            "This machine's vault has no open request for the balancers' certificate")
        .withFix(
            "holdfast certs request outward --out DIR SITE",
            "or import on the machine where the request was made")
        .asException();
  }

  private Outward outward() {
    return site.network()
        .outward()
        .orElseThrow(
            () ->
                Problem.of(
                        ProblemId.USAGE_WRONG,
                        "The site file has no network.outward, so there is nothing to certify")
                    .withFix(
                        "write \"network: {outward: {names: [shop.example.com]}}\" into site.yaml")
                    .asException());
  }

  private List<String> addresses() {
    return site.loadBalancers().stream().map(Host::address).sorted().toList();
  }
}
