package io.holdfast.installer.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.render.FirewallRule;
import io.holdfast.templates.render.HostFirewall;
import io.holdfast.templates.site.Firewall;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FirewallFileTest {
  private static final Site SITE =
      SiteReader.read(
          "site.yaml",
          """
          site: acme
          access: {user: ops, keyFile: key, port: 2222, jump: {address: 10.0.0.5}}
          vault: {keyFile: vault.key}
          hosts:
            - {name: s1, address: 10.0.0.11, roles: [server]}
            - {name: s2, address: 10.0.0.12, roles: [server, worker]}
            - {name: s3, address: 10.0.0.13, roles: [server]}
            - {name: w1, address: 10.0.0.21, roles: [worker]}
            - {name: l1, address: 10.0.0.31, roles: [worker, lb]}
          """);

  private static final Manifest MANIFEST = ShopManifest.serving(2);

  @Test
  void opensExactlyWhatTheMatrixNames() {
    for (var host : SITE.hosts()) {
      assertThat(opened(HostFirewall.of(SITE, host, MANIFEST.vendor())))
          .as(host.name())
          .isEqualTo(matrix(SITE, host));
    }
  }

  @Test
  void opensTheMatrixWithoutTheWayInOfAnAdministratorWhoseAddressIsNotKnown() {
    var site =
        SiteReader.read(
            "site.yaml",
            """
            site: acme
            access: {user: ops, keyFile: key}
            vault: {keyFile: vault.key}
            hosts:
              - {name: s1, address: 10.0.0.11, roles: [server]}
              - {name: l1, address: 10.0.0.31, roles: [worker, lb]}
            """);
    for (var host : site.hosts()) {
      var matrix = matrix(site, host);
      assertThat(matrix.removeIf(line -> line.endsWith(HostFirewall.ACCESS))).isTrue();
      assertThat(opened(HostFirewall.of(site, host, MANIFEST.vendor())))
          .as(host.name())
          .isEqualTo(matrix);
    }
  }

  private static SortedSet<String> matrix(Site site, Host host) {
    var lines = new TreeSet<String>();
    Flow.all(site, MANIFEST).stream()
        .filter(flow -> flow.to().equals(host.name()))
        .forEach(
            flow ->
                lines.add(
                    flow.fromAddress()
                        + " "
                        + flow.protocol()
                        + " "
                        + flow.port()
                        + " "
                        + flow.why()));
    return lines;
  }

  private static SortedSet<String> opened(HostFirewall firewall) {
    var lines = new TreeSet<String>();
    for (FirewallRule rule : firewall.rules()) {
      var what =
          " "
              + rule.protocol().name().toLowerCase(Locale.ROOT)
              + " "
              + rule.port()
              + " "
              + rule.why();
      (rule.isForAnybody() ? List.of("") : rule.addresses())
          .forEach(address -> lines.add(address + what));
    }
    return lines;
  }

  @Test
  void writesOneFileForEachHostOrForTheOneThatIsNamed() {
    assertThat(files(Firewall.Kind.FIREWALLD, Optional.empty()))
        .extracting(FirewallFile::host)
        .containsExactly("s1", "s2", "s3", "w1", "l1");
    assertThat(files(Firewall.Kind.NFTABLES, Optional.of("w1")))
        .singleElement()
        .satisfies(
            file ->
                assertThat(file.lines())
                    .startsWith("# The ports of w1 (10.0.0.21: worker) in site acme.")
                    .contains("    ip saddr @admin tcp dport { 2222 } accept"));
  }

  private static List<FirewallFile> files(Firewall.Kind kind, Optional<String> host) {
    return FirewallFile.of(SITE, MANIFEST, kind, host);
  }

  @Test
  void namesTheNearestHostAndKindForAWrongOne() {
    assertThatThrownBy(() -> files(Firewall.Kind.NFTABLES, Optional.of("w2")))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            failed -> assertThat(failed.first().fix().getFirst()).startsWith("did you mean "));
    assertThatThrownBy(() -> FirewallFile.kind("nftable"))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            failed -> assertThat(failed.first().fix()).containsExactly("did you mean nftables?"));
    assertThatThrownBy(() -> FirewallFile.kind("iptables-legacy"))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            failed ->
                assertThat(failed.first().fix()).containsExactly("one of: firewalld, nftables"));
  }
}
