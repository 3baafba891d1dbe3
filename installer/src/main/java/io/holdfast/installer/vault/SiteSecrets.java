package io.holdfast.installer.vault;

import io.holdfast.installer.pki.CertificateAuthority;
import io.holdfast.installer.pki.CertificateAuthority.PemPair;
import io.holdfast.installer.pki.CertificateChain;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.render.SecretNames;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Secret;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Makes the secrets a site needs, each once. What the vault already has is never replaced, but for
/// certificates of the cluster that come to their end.
public final class SiteSecrets {
  /// With it the saved states of products are sealed on the administrator's machine.
  public static final String SNAPSHOT_KEY = "snapshot.key";

  static final String CONTROLLER = "controller";

  private static final List<String> TOKENS =
      List.of(
          "consul.token.management",
          SecretNames.CONSUL_AGENT_TOKEN,
          SecretNames.CONSUL_DEFAULT_TOKEN,
          SecretNames.CONSUL_REGISTRAR_TOKEN);
  private static final List<String> NOMAD_TOKENS =
      List.of(
          SecretNames.CONSUL_NOMAD_SERVER_TOKEN,
          SecretNames.CONSUL_NOMAD_CLIENT_TOKEN,
          SecretNames.NOMAD_MANAGEMENT_TOKEN);

  /// What a new certificate must live longer than the old one to be made.
  private static final Duration WORTH_IT = Duration.ofDays(1);

  private final SecureRandom random;
  private final Instant now;

  public SiteSecrets(SecureRandom random, Instant now) {
    this.random = random;
    this.now = now;
  }

  /// An identity for a new site: its name and 12 random hex digits.
  public static String newSiteId(String site, SecureRandom random) {
    return site + "-" + hex(random, 6);
  }

  /// The vault with everything this site needs; the same one when nothing was missing.
  public Vault complete(Site site, Vault vault) {
    var missing = new TreeMap<String, Secret>();
    if (vault.names().isEmpty()) {
      missing.putAll(sealing(vault));
    }
    put(vault, missing, SecretNames.CONSUL_GOSSIP, this::randomKey);
    TOKENS.forEach(name -> put(vault, missing, name, this::token));
    if (site.engine() == Engine.NOMAD) {
      put(vault, missing, SecretNames.NOMAD_GOSSIP, this::randomKey);
      NOMAD_TOKENS.forEach(name -> put(vault, missing, name, this::token));
    }
    certificates(site, vault, missing);
    return vault.with(missing);
  }

  /// The vault with a key for the states of products that runs save; vaults of earlier versions
  /// have none. It is added when a run begins, which brings it to the servers: a plan on one
  /// machine and a run from another would each make their own.
  public Vault withSnapshotKey(Vault vault) {
    return vault.with(sealing(vault));
  }

  private SortedMap<String, Secret> sealing(Vault vault) {
    var missing = new TreeMap<String, Secret>();
    put(vault, missing, SNAPSHOT_KEY, this::randomKey);
    return missing;
  }

  /// The vault with new certificates, by the same authority, in the place of those of this site's
  /// hosts and of the controller that have less than a third of their life left; the same one when
  /// there are none. One that would not end later than the old one, because the authority itself
  /// ends, is not made.
  public Vault renew(Site site, Vault vault) {
    var fresh = new TreeMap<String, Secret>();
    var authority = issuer(vault, fresh);
    leaves(site)
        .forEach(
            (name, leaf) -> {
              var old = CertificateChain.of(vault.secret(name + ".cert").reveal()).first();
              if (isLate(old, authority.end(now))) {
                store(fresh, name, authority.issue(leaf.commonName(), leaf.names(), now));
              }
            });
    return vault.with(fresh);
  }

  private boolean isLate(X509Certificate old, Instant otherwise) {
    var end = old.getNotAfter().toInstant();
    var third = Duration.between(old.getNotBefore().toInstant(), end).dividedBy(3);
    return now.plus(third).isAfter(end) && otherwise.isAfter(end.plus(WORTH_IT));
  }

  private static void put(
      Vault vault, SortedMap<String, Secret> missing, String name, Supplier<String> value) {
    if (!vault.holds(name)) {
      missing.put(name, Secret.of(value.get()));
    }
  }

  private void certificates(Site site, Vault vault, SortedMap<String, Secret> missing) {
    if (!vault.holds("tls.ca.cert")) {
      store(missing, "tls.ca", CertificateAuthority.create(site.site(), now, random));
    }
    var authority = issuer(vault, missing);
    leaves(site)
        .forEach(
            (name, leaf) -> {
              if (!vault.holds(name + ".cert")) {
                store(missing, name, authority.issue(leaf.commonName(), leaf.names(), now));
              }
            });
  }

  /// Whom a certificate is for, and its DNS names and addresses.
  private record Leaf(String commonName, List<String> names) {}

  /// What this site's authority signs, by the name of the pair in the vault.
  private static SortedMap<String, Leaf> leaves(Site site) {
    var leaves = new TreeMap<String, Leaf>();
    for (var host : site.hosts()) {
      products(site, host)
          .forEach(
              (product, zone) ->
                  leaves.put(
                      SecretNames.hostPair(host.name(), product),
                      new Leaf(host.name(), names(host, zone))));
    }
    leaves.put("tls.controller", new Leaf(CONTROLLER, List.of(CONTROLLER)));
    return leaves;
  }

  private CertificateAuthority issuer(Vault vault, SortedMap<String, Secret> missing) {
    return new CertificateAuthority(
        authority(vault, missing), InternalZone.sentAlong(vault), random);
  }

  private static PemPair authority(Vault vault, SortedMap<String, Secret> missing) {
    return new PemPair(either(vault, missing, "tls.ca.cert"), either(vault, missing, "tls.ca.key"));
  }

  private static String either(Vault vault, SortedMap<String, Secret> missing, String name) {
    var fresh = missing.get(name);
    return fresh == null ? vault.secret(name).reveal() : fresh.reveal();
  }

  private static void store(SortedMap<String, Secret> missing, String name, PemPair pair) {
    missing.put(name + ".cert", Secret.of(pair.certificate()));
    missing.put(name + ".key", Secret.of(pair.key()));
  }

  /// The products that talk to their like on this host, and the zone of their names.
  static SortedMap<String, String> products(Site site, Host host) {
    var zones = new TreeMap<String, String>();
    zones.put(Layout.CONSUL, site.network().datacenter() + "." + site.network().dnsZone());
    if (Renderer.components(site, host).contains(Layout.NOMAD)) {
      zones.put(Layout.NOMAD, Layout.NOMAD_REGION + ".nomad");
    }
    return zones;
  }

  /// A server's name is its right to act as one: clients refuse a server whose certificate lacks
  /// it.
  static List<String> names(Host host, String zone) {
    var role = host.is(Role.SERVER) ? "server." : "client.";
    return List.of(role + zone, "localhost", host.name(), "127.0.0.1");
  }

  /// 32 random bytes make gossip use AES-256; so do seals.
  private String randomKey() {
    return Base64.getEncoder().encodeToString(bytes(random, 32));
  }

  /// A token in the form of a UUID, which is what Consul and Nomad want.
  private String token() {
    var hex = hex(random, 16);
    return hex.substring(0, 8)
        + "-"
        + hex.substring(8, 12)
        + "-4"
        + hex.substring(13, 16)
        + "-a"
        + hex.substring(17, 20)
        + "-"
        + hex.substring(20);
  }

  private static String hex(SecureRandom random, int length) {
    return HexFormat.of().formatHex(bytes(random, length));
  }

  private static byte[] bytes(SecureRandom random, int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
