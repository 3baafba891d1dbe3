package io.holdfast.lab.probe;

import io.holdfast.agent.http.HttpCall;
import io.holdfast.installer.pki.CertificateAuthority;
import io.holdfast.installer.pki.ClientTls;
import io.holdfast.lab.probe.Attempt.How;
import io.holdfast.lab.probe.Attempt.Met;
import io.holdfast.scheduler.port.SecretSource;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.SecretNames;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/// What Consul and Nomad of a site that stands must refuse: plaintext, certificates of another
/// authority, a worker's certificate in a server's place, requests without a token, and a worker's
/// tokens for what only the management may do. Each goes with a control that must succeed through
/// the same port, so that a refusal cannot be some other mistake.
///
/// Nothing is changed by it, also where something is wrongly allowed: requests only read, and a
/// connection of members ends before anything was said on it.
public final class NegativeProbes {
  /// Reads who holds which token, which only the management may.
  private static final String TOKENS = "/v1/acl/tokens";

  private final Site site;
  private final SecretSource vault;
  private final Reach reach;
  private final SortedMap<String, Secret> workerSecrets;
  private final List<Probe> probes = new ArrayList<>();

  /// `workerSecrets` are further secrets that lie on a worker, by what they are called.
  public NegativeProbes(
      Site site, SecretSource vault, Reach reach, SortedMap<String, Secret> workerSecrets) {
    this.site = site;
    this.vault = vault;
    this.reach = reach;
    this.workerSecrets = new TreeMap<>(workerSecrets);
  }

  /// Tries everything on every server, and returns what was seen, in order.
  public List<Probe> run() {
    probes.clear();
    for (var server : site.servers()) {
      probe(Guarded.CONSUL, server.name());
      if (site.engine() == Engine.NOMAD) {
        probe(Guarded.NOMAD, server.name());
      }
    }
    return List.copyOf(probes);
  }

  private void probe(Guarded product, String server) {
    controls(product, server);
    plaintext(product, server);
    wrongAuthority(product, server);
    workerAsServer(product, server);
    tokens(product, server);
  }

  private void controls(Guarded product, String server) {
    allowed(
        product,
        server,
        "control: a request of the management",
        "the controller's certificate and the management token",
        request(product, server, controller(), vault.secret(product.management)));
    allowed(
        product,
        server,
        "control: a server among servers",
        "the certificate of the server itself",
        member(product, server, certificateOf(server, product)));
  }

  private void plaintext(Guarded product, String server) {
    refused(
        product,
        server,
        "plaintext request",
        "a request without TLS",
        Attempt.plainRequest(() -> reach.requests(server, product.requests), HttpCall.get(TOKENS)));
    refused(
        product,
        server,
        "plaintext member",
        "the first byte of the servers' log without TLS",
        Attempt.plainMember(() -> reach.members(server, product.members), product.raft));
  }

  private void wrongAuthority(Guarded product, String server) {
    var stranger = stranger(server, product);
    refused(
        product,
        server,
        "wrong authority among members",
        "a server's certificate that another authority issued",
        member(product, server, stranger));
    if (product.verifiesRequests) {
      refused(
          product,
          server,
          "wrong authority on a request",
          "a certificate of another authority and the management token",
          request(product, server, stranger, vault.secret(product.management)));
    }
  }

  private void workerAsServer(Guarded product, String server) {
    for (var worker : workers()) {
      refused(
          product,
          server,
          "a client as a server",
          "the certificate of " + worker,
          member(product, server, certificateOf(worker, product)));
    }
  }

  private void tokens(Guarded product, String server) {
    var call = HttpCall.get(TOKENS);
    refused(
        product,
        server,
        "no token",
        "the controller's certificate alone",
        Attempt.request(() -> reach.requests(server, product.requests), controller(), call));
    var held = new TreeMap<>(workerSecrets);
    for (var name : Guarded.WORKER_TOKENS) {
      if (site.engine() == Engine.NOMAD || !name.equals(SecretNames.CONSUL_NOMAD_CLIENT_TOKEN)) {
        held.put(name, vault.secret(name));
      }
    }
    held.forEach(
        (name, secret) ->
            refused(
                product,
                server,
                "a worker's token for management",
                "the token " + name,
                request(product, server, controller(), secret)));
  }

  private Met request(Guarded product, String server, SSLContext tls, Secret token) {
    var call = HttpCall.get(TOKENS).withHeader(product.tokenHeader, token.reveal());
    return Attempt.request(() -> reach.requests(server, product.requests), tls, call);
  }

  private Met member(Guarded product, String server, SSLContext tls) {
    return Attempt.member(
        () -> reach.members(server, product.members), tls, product.tls, product.raft);
  }

  private List<String> workers() {
    return site.hosts().stream()
        .filter(host -> host.is(Role.WORKER) && !host.is(Role.SERVER))
        .map(Host::name)
        .limit(1)
        .toList();
  }

  private SSLContext controller() {
    return own("tls.controller");
  }

  private SSLContext certificateOf(String host, Guarded product) {
    return own(SecretNames.hostPair(host, product.product));
  }

  private SSLContext own(String pair) {
    return ClientTls.context(
        authority(), vault.secret(pair + ".cert").reveal(), vault.secret(pair + ".key").reveal());
  }

  private String authority() {
    return vault.secret(SecretNames.CA_CERTIFICATE).reveal();
  }

  /// The same names from an authority of the same name: a client shows no certificate at all where
  /// the server names other authorities than its own.
  private SSLContext stranger(String server, Guarded product) {
    var random = new SecureRandom();
    var now = Instant.now();
    var other = CertificateAuthority.create(site.site(), now, random);
    var names = List.of("server." + zone(product), "localhost", server);
    var pair = new CertificateAuthority(other, random).issue(server, names, now);
    return ClientTls.context(authority(), pair.certificate(), pair.key());
  }

  private String zone(Guarded product) {
    return switch (product) {
      case CONSUL -> site.network().datacenter() + "." + site.network().dnsZone();
      case NOMAD -> Layout.NOMAD_REGION + ".nomad";
    };
  }

  private void allowed(Guarded product, String server, String name, String tried, Met met) {
    add(product, server, name, tried, met, How.ALLOWED);
  }

  private void refused(Guarded product, String server, String name, String tried, Met met) {
    add(product, server, name, tried, met, How.REFUSED);
  }

  private void add(Guarded product, String server, String name, String tried, Met met, How wanted) {
    probes.add(new Probe(product.product, server, name, tried, met.says(), met.how() == wanted));
  }
}
