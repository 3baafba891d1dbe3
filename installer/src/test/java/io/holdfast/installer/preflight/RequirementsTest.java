package io.holdfast.installer.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RequirementsTest {
  private static final String TEXT =
      """
      site: acme
      access: {user: ops, keyFile: key, sudo: password, jump: {address: gate.example}}
      vault: {keyFile: vault.key}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server]}
        - {name: w1, address: 10.0.0.21, roles: [worker]}
        - {name: l1, address: 10.0.0.31, roles: [lb]}
      """;
  private static final Site SITE = SiteReader.read("site.yaml", TEXT);
  private static final Manifest MANIFEST = ShopManifest.serving(1);

  private final Requirements requirements = Requirements.of(SITE, MANIFEST, 300L << 20);

  @Test
  void namesEachPortFromThoseHostsWhoseRoleConnectsToIt() {
    for (var to : SITE.hosts()) {
      for (var from : SITE.hosts()) {
        var asked = new TreeSet<String>();
        Renderer.ports(SITE, to, MANIFEST.vendor()).stream()
            .filter(use -> !from.equals(to) && use.isConnectedBy(from))
            .forEach(use -> asked.add(Flow.word(use) + ":" + to.address() + ":" + use.port()));
        assertThat(targets(from, to)).isEqualTo(asked);
      }
    }
  }

  private SortedSet<String> targets(Host from, Host to) {
    var targets = new TreeSet<String>();
    requirements.flows().stream()
        .filter(flow -> flow.from().equals(from.name()) && flow.to().equals(to.name()))
        .forEach(flow -> targets.add(flow.target()));
    return targets;
  }

  @Test
  void writesTheMatrixForAFirewall() {
    assertThat(RequirementsText.csv(requirements))
        .containsExactly(
            "source,source address,destination,destination address,protocol,port,why",
            "admin,,jump,gate.example,tcp,22,\"Holdfast itself: installation, upgrades,"
                + " questions\"",
            "jump,gate.example,l1,10.0.0.31,tcp,22,\"Holdfast itself: installation, upgrades,"
                + " questions\"",
            "jump,gate.example,s1,10.0.0.11,tcp,22,\"Holdfast itself: installation, upgrades,"
                + " questions\"",
            "jump,gate.example,w1,10.0.0.21,tcp,22,\"Holdfast itself: installation, upgrades,"
                + " questions\"",
            "l1,10.0.0.31,s1,10.0.0.11,tcp,8300,\"discovery: requests to its servers, and their"
                + " votes\"",
            "l1,10.0.0.31,s1,10.0.0.11,tcp,8301,discovery: who is there",
            "l1,10.0.0.31,s1,10.0.0.11,udp,8301,discovery: who is there",
            "l1,10.0.0.31,w1,10.0.0.21,tcp,8301,discovery: who is there",
            "l1,10.0.0.31,w1,10.0.0.21,udp,8301,discovery: who is there",
            "l1,10.0.0.31,w1,10.0.0.21,tcp,18080,\"requests to web, from the load balancers\"",
            "s1,10.0.0.11,l1,10.0.0.31,tcp,8301,discovery: who is there",
            "s1,10.0.0.11,l1,10.0.0.31,udp,8301,discovery: who is there",
            "s1,10.0.0.11,w1,10.0.0.21,udp,4789,container engine: networks between containers",
            "s1,10.0.0.11,w1,10.0.0.21,tcp,7946,container engine: who is there",
            "s1,10.0.0.11,w1,10.0.0.21,udp,7946,container engine: who is there",
            "s1,10.0.0.11,w1,10.0.0.21,tcp,8301,discovery: who is there",
            "s1,10.0.0.11,w1,10.0.0.21,udp,8301,discovery: who is there",
            "users,,l1,10.0.0.31,tcp,80,requests to the services",
            "w1,10.0.0.21,l1,10.0.0.31,tcp,8301,discovery: who is there",
            "w1,10.0.0.21,l1,10.0.0.31,udp,8301,discovery: who is there",
            "w1,10.0.0.21,s1,10.0.0.11,tcp,2377,\"container engine: requests to its managers, and"
                + " their votes\"",
            "w1,10.0.0.21,s1,10.0.0.11,udp,4789,container engine: networks between containers",
            "w1,10.0.0.21,s1,10.0.0.11,tcp,7946,container engine: who is there",
            "w1,10.0.0.21,s1,10.0.0.11,udp,7946,container engine: who is there",
            "w1,10.0.0.21,s1,10.0.0.11,tcp,8300,\"discovery: requests to its servers, and their"
                + " votes\"",
            "w1,10.0.0.21,s1,10.0.0.11,tcp,8301,discovery: who is there",
            "w1,10.0.0.21,s1,10.0.0.11,udp,8301,discovery: who is there");
  }

  @Test
  void namesTheUsersThatTheCompanyHasToGive() {
    var text =
        HostUnderCheck.SITE
            + "engine: nomad\n"
            + "users: {consul: {name: svc, uid: 7, create: false}, nomad: {gid: 9}}\n";
    var given = Requirements.of(SiteReader.read("site.yaml", text), MANIFEST, 1);
    assertThat(RequirementsText.page(given))
        .containsSubsequence(
            "Service users, without a login shell",
            "  user  svc (7)            has to be there, on s1",
            "  group svc                has to be there, on s1",
            "  user  holdfast-nomad     made by Holdfast, on s1",
            "  group holdfast-nomad (9) made by Holdfast, on s1");
  }

  @Test
  void listsTheCertificateThatABalancerWithTlsNeeds() {
    assertThat(RequirementsText.page(requirements))
        .contains("  certificates  none needed; the cluster has an authority of its own");
    var site = SiteReader.read("site.yaml", TEXT + "network: {outward: {names: [shop.example]}}\n");
    var outward = Requirements.of(site, MANIFEST, 0);
    assertThat(RequirementsText.page(outward))
        .contains(
            "  certificates  a TLS server's for shop.example; also for 10.0.0.31",
            "                holdfast certs request outward --out DIR SITE");
    assertThat(RequirementsText.csv(outward))
        .contains("users,,l1,10.0.0.31,tcp,443,requests to the services");
  }

  @Test
  void listsThePortsOfEachHostThatPreflightWantsFree() {
    assertThat(requirements.ports())
        .allSatisfy(
            host ->
                assertThat(host.ports())
                    .extracting(Requirements.FreePort::port)
                    .containsExactlyElementsOf(
                        Renderer.ports(
                                SITE, SITE.host(host.host()).orElseThrow(), MANIFEST.vendor())
                            .stream()
                            .map(use -> use.port())
                            .toList()));
    assertThat(RequirementsText.page(requirements))
        .containsSubsequence(
            "Ports to be left free: nothing else may listen there",
            "  on s1",
            "    tcp   8300  consul",
            "    tcp   8501  consul, at 127.0.0.1 only",
            "  on w1",
            "    tcp  18080  web",
            "  on l1",
            "    tcp     80  haproxy");
    var two =
        SiteReader.read("site.yaml", TEXT + "  - {name: l2, address: 10.0.0.32, roles: [lb]}\n");
    assertThat(RequirementsText.page(Requirements.of(two, MANIFEST, 0)))
        .as("those that need the same")
        .contains("  on l1, l2");
  }

  @Test
  void namesADockerThatHasToBeThere() {
    var text = HostUnderCheck.SITE.replace("[server]", "[server, worker]");
    var site = SiteReader.read("site.yaml", text + "engine: nomad\nexisting: {docker: use}\n");
    assertThat(RequirementsText.page(Requirements.of(site, MANIFEST, 1)))
        .contains("  docker        20.10 or newer has to run on s1");
    assertThat(requirements.products()).isEmpty();
  }

  @Test
  void saysWhatPreflightLooksForLater() {
    assertThat(requirements.folders()).isEqualTo(HostChecks.neededBytes(SITE, MANIFEST));
    assertThat(requirements.programs()).isEqualTo(HostChecks.TOOLS);
    assertThat(RequirementsText.page(requirements))
        .contains("  /etc/sudoers.d/holdfast:  ops ALL=(root) ALL")
        .contains("  user  holdfast-consul    made by Holdfast, on s1, w1, l1")
        .contains("  system        debian 12 or 13")
        .contains("  media         300 MiB for the bundle");
  }
}
