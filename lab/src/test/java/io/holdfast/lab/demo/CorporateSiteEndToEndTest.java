package io.holdfast.lab.demo;

import static io.holdfast.lab.demo.PracticeSite.expect;
import static io.holdfast.lab.demo.PracticeSite.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.lab.host.LabHost;
import io.holdfast.templates.site.Engine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The habits of companies, all at once, on practice hosts: each host drops what it does not know,
/// has the service user under the company's own name and number, speaks German and is sent through
/// a proxy that does not answer; the company's authority signs the site's and the balancers'
/// certificates. Runs in `./build check --all`.
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorporateSiteEndToEndTest {
  private static final String NAME = "corp";
  private static final String SHOP = "shop.example.com";
  private static final String CA = "/etc/holdfast/consul/ca.pem";
  private static final int REJECTED_MS = 1_500;
  private static final int CONSUL_SERVER = 8300;
  private static final int NOBODY_LISTENS = 9_999;

  /// What the company did to its hosts before anybody thought of a cluster.
  private static final String HABITS =
      """
      set -eu
      groupadd --gid 30010 svc-consul
      useradd --system --uid 30010 --gid svc-consul --no-create-home --shell /usr/sbin/nologin svc-consul
      cat > /etc/nftables.conf <<'RULES'
      flush ruleset
      table inet filter {
        chain input {
          type filter hook input priority filter; policy drop;
          ct state established,related accept
          iif lo accept
          meta l4proto icmp accept
          tcp dport 22 accept
        }
      }
      RULES
      systemctl enable --now nftables.service
      printf 'LANG=de_DE.UTF-8\\n' > /etc/default/locale
      printf 'LANG=de_DE.UTF-8\\nhttp_proxy=http://127.0.0.1:9\\nHTTP_PROXY=http://127.0.0.1:9\\nHTTPS_PROXY=http://127.0.0.1:9\\n' > /etc/environment
      mkdir -p /etc/systemd/system.conf.d
      printf '[Manager]\\nDefaultEnvironment=HTTP_PROXY=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9\\n' > /etc/systemd/system.conf.d/proxy.conf
      systemctl daemon-reexec
      """;

  private static final String SETTINGS =
      """
      users:
        consul: {name: svc-consul, uid: 30010, gid: 30010, create: false}
      network:
        hostProxy: unset
        firewall: {kind: nftables, mode: apply}
        outward: {names: [%s]}
      """
          .formatted(SHOP);

  private final ProjectHome home = ProjectHome.find();
  private Optional<PracticeSite> site = Optional.empty();
  private Optional<DemoBundles> bundles = Optional.empty();

  @BeforeAll
  void makeHostsWithHabits() throws IOException {
    assumeTrue(Interruption.isAll(), "the site of a company is tried in ./build check --all");
    var ingredients = home.ingredients(Engine.SWARM);
    var practice = new PracticeSite(NAME, home.made(NAME), home.program());
    var made = new DemoBundles(practice.folder(), ingredients);
    made.build(practice.program(), DemoBundle.FIRST);
    practice.boot(Engine.SWARM);
    site = Optional.of(practice);
    bundles = Optional.of(made);
    for (var host : practice.hosts()) {
      practice.lab().exec(host.name(), "sh", "-c", HABITS);
    }
    practice.writeChanged("site.yaml", text -> text.replace(DemoSite.NETWORK, "") + SETTINGS);
  }

  @AfterAll
  void removeHosts() {
    site.ifPresent(PracticeSite::remove);
  }

  @Test
  void installsAndServesWhereACompanyHasItsHabits() throws IOException {
    var company = new Company(site().folder());
    refusal(site().run(install()), 2, "HF-CRT");
    certified(company);
    expect(site().run(install()), 0, "install");
    isAsTheCompanyWants(company);
    var second = expect(site().run(site().administrator().verb("apply")), 0, "apply");
    assertThat(second.path("changed").asInt(-1)).as("changed steps").isZero();
    repairsItsFirewall();
    site().lab().reboot("s1");
    site().lab().reboot("w1");
    site().awaitWhole();
    isAsTheCompanyWants(company);
  }

  /// Somebody loads the host's own rules anew, which throws all others away.
  private void repairsItsFirewall() {
    site().lab().exec("s1", "nft", "-f", "/etc/nftables.conf");
    var repaired = expect(site().run(site().administrator().verb("apply")), 0, "apply");
    assertThat(repaired.path("changed").asInt(-1)).as("changed steps").isEqualTo(1);
  }

  /// Requests go out, certificates come back, for both zones.
  private void certified(Company company) {
    var folder = site().folder();
    var request = folder.resolve("ca.csr");
    expect(site().run(certs("request", "internal", "--out", request.toString())), 0, "request");
    var authority = company.signsAuthority(request);
    expect(
        site().run(certs("import", "internal", "--certificate", authority.toString())),
        0,
        "import of the authority");
    expect(site().run(certs("request", "outward", "--out", folder.toString())), 0, "request");
    var certificate = company.signsServer(folder.resolve("outward.csr"), SHOP);
    expect(
        site().run(certs("import", "outward", "--certificate", certificate.toString())),
        0,
        "import of the certificate");
  }

  private void isAsTheCompanyWants(Company company) {
    for (var host : site().hosts()) {
      var uid = site().lab().exec(host.name(), "ps", "-o", "uid=", "-C", "consul").out();
      assertThat(uid.strip()).as("who runs consul on %s", host.name()).isEqualTo("30010");
      isShut(host.address(), NOBODY_LISTENS);
      isShut(host.address(), CONSUL_SERVER);
      assertThat(company.signed(site().lab().exec(host.name(), "cat", CA).out()))
          .as("the authority on %s", host.name())
          .isTrue();
      if (host.kind() == LabHost.Kind.WORKER) {
        assertThat(company.overTls(host.address(), SHOP)).as(host.name()).contains(" 200 ");
      }
    }
  }

  /// A port that is dropped answers nothing; one that is only free would refuse at once.
  private static void isShut(String address, int port) {
    assertThatThrownBy(
            () -> {
              try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), REJECTED_MS);
              }
            })
        .as("%s:%d", address, port)
        .isInstanceOf(SocketTimeoutException.class);
  }

  private String[] install() {
    var first = bundles.orElseThrow().file(DemoBundle.FIRST);
    return site().install("site.yaml", first, bundles.orElseThrow().trust());
  }

  private String[] certs(String verb, String zone, String... more) {
    var state = site().folder().resolve("state").toString();
    return Stream.of(
            List.of("certs", verb, zone), List.of(more), List.of("--state", state, "site.yaml"))
        .flatMap(List::stream)
        .toArray(String[]::new);
  }

  private PracticeSite site() {
    return site.orElseThrow();
  }
}
