package io.holdfast.templates.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.site.SiteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rules for nftables, loaded by the real `nft` in a network of their own where it is there.
class NftablesTextTest {
  @TempDir private Path folder;

  private static HostFirewall firewall(String host) {
    var site = Models.site(3);
    return HostFirewall.of(site, site.host(host).orElseThrow(), Models.vendor());
  }

  @Test
  void namesTheHostsThatConnectByTheirRoleAndLeavesTheHostItselfOut() {
    assertThat(NftablesText.file(firewall("s2")))
        .contains(
            "# The ports of s2 (10.0.0.12: server) in site acme.",
            "  set server {",
            "    elements = { 10.0.0.11, 10.0.0.13 }",
            "    elements = { 10.0.0.21, 10.0.0.22 }",
            "    #   tcp 8300  discovery: requests to its servers, and their votes",
            "    ip saddr @server tcp dport { 2377, 7946, 8300, 8301 } accept",
            "    ip saddr @server udp dport { 4789, 7946, 8301 } accept",
            "# ip saddr { 10.0.0.21, 10.0.0.22 } tcp dport { 8300, 8301 } accept");
  }

  @Test
  void neverDropsAndSaysThatAnotherTableMay() {
    var lines = NftablesText.file(firewall("w1"));
    assertThat(lines.stream().filter(line -> !line.startsWith("#")))
        .noneMatch(line -> line.contains("drop") || line.contains("reject"))
        .contains("    type filter hook input priority filter; policy accept;");
    assertThat(lines)
        .contains(
            "# An accept in this table does NOT override a drop in another one. Where this host has"
                + " a chain");
  }

  @Test
  void opensSshToNobodyWhoseAddressIsNotKnownAndSaysSo() {
    var unknown = NftablesText.file(firewall("s2"));
    assertThat(unknown)
        .contains(
            "# Ssh (tcp 22), the way in of the administrators and of Holdfast, is NOT among them:")
        .noneMatch(line -> line.contains("dport { 22 }"));
    assertThat(jump("bastion.example.org"))
        .contains(
            "# Ssh (tcp 22), the way in of the administrators and of Holdfast, is NOT among them:")
        .noneMatch(line -> line.contains("dport { 22 }"));
    assertThat(jump("10.9.0.5"))
        .contains(
            "    # from the jump host",
            "    ip saddr @admin tcp dport { 22 } accept",
            "# ip saddr { 10.9.0.5 } tcp dport { 22 } accept")
        .noneMatch(line -> line.startsWith("# Ssh "));
  }

  private static List<String> jump(String address) {
    var site =
        SiteReader.read(
            "site.yaml",
            """
            site: acme
            access: {user: ops, keyFile: k, jump: {address: ADDRESS}}
            vault: {keyFile: v}
            hosts:
              - {name: s1, address: 10.0.0.11, roles: [server]}
            """
                .replace("ADDRESS", address));
    return NftablesText.file(HostFirewall.of(site, site.hosts().getFirst(), Models.vendor()));
  }

  @Test
  void letsUsersInWhereALoadBalancerIs() {
    assertThat(NftablesText.file(firewall("w1"))).contains("    tcp dport { 80 } accept");
    assertThat(NftablesText.file(firewall("s1"))).doesNotContain("    tcp dport { 80 } accept");
  }

  @Test
  void isLoadedByNftForEveryHostAndASecondTimeInTheSamePlace() throws Exception {
    OwnNetwork.needed();
    for (var host : Models.site(3).hosts()) {
      var rules = write(host.name(), NftablesText.file(firewall(host.name())));
      OwnNetwork.run("nft -c -f " + rules);
      assertThat(
              OwnNetwork.run("nft -f %s && nft -f %s && nft list tables".formatted(rules, rules))
                  .strip())
          .isEqualTo("table inet holdfast");
    }
  }

  @Test
  void opensTheMatrixAndNothingElseInAChainThatDrops() throws Exception {
    OwnNetwork.needed();
    var text = new ArrayList<String>(List.of("table inet filter {", "chain input {"));
    text.add("type filter hook input priority filter; policy drop;");
    NftablesText.file(firewall("s2")).stream()
        .dropWhile(line -> !line.startsWith("# For a chain that drops"))
        .skip(1)
        .forEach(line -> text.add(line.substring(2)));
    text.addAll(List.of("}", "}"));
    assertThat(OwnNetwork.tries("nft -f " + write("pasted", text)))
        .as("8300 from a server, 9999 from a server, 8300 from a stranger, 22 from a stranger")
        .isEqualTo("open shut shut shut");
  }

  @Test
  void saysTheTruthThatATableOfItsOwnOpensNothingThatAnotherDrops() throws Exception {
    OwnNetwork.needed();
    var text = new ArrayList<>(NftablesText.file(firewall("s2")));
    text.addAll(List.of("table inet filter {", "chain input {"));
    text.addAll(List.of("type filter hook input priority filter; policy drop;", "}", "}"));
    assertThat(OwnNetwork.tries("nft -f " + write("both", text))).isEqualTo("shut shut shut shut");
  }

  private Path write(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name + ".nft"), lines);
  }
}
