package io.holdfast.templates.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rules for nftables, loaded by the real `nft` in a network of their own where it is there.
class NftablesTextTest {
  private static final Path NFT = Path.of("/usr/sbin/nft");

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
            "    tcp dport { 22 } accept",
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
  void letsUsersInWhereALoadBalancerIs() {
    assertThat(NftablesText.file(firewall("w1"))).contains("    tcp dport { 80 } accept");
    assertThat(NftablesText.file(firewall("s1"))).doesNotContain("    tcp dport { 80 } accept");
  }

  @Test
  void isLoadedByNftForEveryHostAndASecondTimeInTheSamePlace() throws Exception {
    needs(NFT, "nftables");
    for (var host : Models.site(3).hosts()) {
      var rules = write(host.name(), NftablesText.file(firewall(host.name())));
      run("nft -c -f " + rules);
      assertThat(run("nft -f %s && nft -f %s && nft list tables".formatted(rules, rules)).strip())
          .isEqualTo("table inet holdfast");
    }
  }

  @Test
  void opensTheMatrixAndNothingElseInAChainThatDrops() throws Exception {
    needs(NFT, "nftables");
    var text = new ArrayList<String>(List.of("table inet filter {", "chain input {"));
    text.add("type filter hook input priority filter; policy drop;");
    NftablesText.file(firewall("s2")).stream()
        .dropWhile(line -> !line.startsWith("# For a chain that drops"))
        .skip(1)
        .forEach(line -> text.add(line.substring(2)));
    text.addAll(List.of("}", "}"));
    assertThat(tries(write("pasted", text)))
        .as("8300 from a server, 9999 from a server, 8300 from a stranger, 22 from a stranger")
        .isEqualTo("open shut shut open");
  }

  @Test
  void saysTheTruthThatATableOfItsOwnOpensNothingThatAnotherDrops() throws Exception {
    needs(NFT, "nftables");
    var text = new ArrayList<>(NftablesText.file(firewall("s2")));
    text.addAll(List.of("table inet filter {", "chain input {"));
    text.addAll(List.of("type filter hook input priority filter; policy drop;", "}", "}"));
    assertThat(tries(write("both", text))).isEqualTo("shut shut shut shut");
  }

  /// Two networks with a cable between them: one is `s2` with these rules, the other has the
  /// addresses of another server and of a stranger. Every port that is tried has a listener.
  private String tries(Path rules) throws IOException, InterruptedException {
    needs(Path.of("/usr/bin/perl"), "perl");
    needs(Path.of("/usr/sbin/ip"), "iproute2");
    var script =
        """
        set -e
        unshare -n sleep 60 & peer=$!
        while [ "$(readlink /proc/$peer/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
        ip link add here type veth peer name there netns $peer
        ip addr add 10.0.0.12/24 dev here && ip link set here up && ip link set lo up
        nsenter -t $peer -n sh -ec 'ip addr add 10.0.0.11/24 dev there
          ip addr add 10.0.0.99/24 dev there; ip link set there up'
        for port in 8300 9999 22; do
          perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(LocalAddr => "10.0.0.12",
            LocalPort => shift, Listen => 5, ReuseAddr => 1) or die; $s->accept while 1' $port &
          listening="$listening $!"
        done
        sleep 0.5
        nft -f RULES
        connect() {
          nsenter -t $peer -n perl -MIO::Socket::INET -e 'my ($from, $port) = @ARGV;
            print IO::Socket::INET->new(LocalAddr => $from, PeerAddr => "10.0.0.12",
              PeerPort => $port, Timeout => 1) ? "open " : "shut "' $1 $2
        }
        connect 10.0.0.11 8300
        connect 10.0.0.11 9999
        connect 10.0.0.99 8300
        connect 10.0.0.99 22
        kill $peer $listening
        """;
    return run(script.replace("RULES", rules.toString())).strip();
  }

  private static void needs(Path program, String fromPackage) {
    assumeTrue(Files.exists(program), program + " is not here; the package is " + fromPackage);
  }

  /// In a network of its own, so that nothing of this machine is touched.
  private static String run(String script) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("unshare", "--net", "--map-root-user", "sh", "-ec", script)
            .redirectErrorStream(true)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(!said.contains("unshare failed"), "no right to make a network of its own");
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private Path write(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name + ".nft"), lines);
  }
}
