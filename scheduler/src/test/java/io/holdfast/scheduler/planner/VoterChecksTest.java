package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VoterChecksTest {
  private static Site site(int servers) {
    var text =
        new StringBuilder(
            """
            site: acme
            access: {user: ops, keyFile: id_ed25519}
            vault: {passphraseFile: vault.pass}
            hosts:
            """);
    for (var server = 1; server <= servers; server++) {
      text.append("  - {name: s%1$d, address: 10.0.0.%1$d, roles: [server]}\n".formatted(server));
    }
    text.append("  - {name: w1, address: 10.0.0.101, roles: [worker]}\n");
    return SiteReader.read("site.yaml", text.toString());
  }

  private static List<String> whats(int servers, String... voters) {
    var names = Arrays.asList(voters);
    return VoterChecks.problems(site(servers), "consul", names, names).stream()
        .map(Problem::what)
        .toList();
  }

  @Test
  void acceptsTheClusterThatStandsAndOneThatIsToBeFormed() {
    assertThat(whats(3, "s1", "s2", "s3")).isEmpty();
    assertThat(whats(5)).isEmpty();
  }

  @Test
  void refusesToForgetAServerThatStillVotes() {
    var voters = List.of("s1", "s2", "s3", "s4", "s5");
    var problems = VoterChecks.problems(site(3), "nomad", voters, List.of("s1", "s2", "s3"));
    assertThat(problems)
        .extracting(Problem::what)
        .containsExactly(
            "s4 votes in nomad and is no server of the site file",
            "s5 votes in nomad and is no server of the site file");
    assertThat(problems).extracting(Problem::id).containsOnly(ProblemId.VOTERS_DIFFER);
    assertThat(whats(3, "10.0.0.9:8300", "s1", "s2", "s3")).hasSize(1);
  }

  @Test
  void takesAWorkerThatVotesForNoServer() {
    assertThat(whats(3, "s1", "s2", "s3", "w1")).hasSize(1);
  }

  @Test
  void letsNoMoreServersJoinThanTheOldOnesCanDoWithout() {
    assertThat(whats(5, "s1", "s2", "s3")).isEmpty();
    assertThat(whats(7, "s1", "s2", "s3", "s4", "s5")).isEmpty();
    assertThat(whats(7, "s1", "s2", "s3"))
        .containsExactly("Too many servers would join consul at once: s4, s5, s6, s7");
  }

  @Test
  void goesOnWithAnInstallThatStoppedWhileItsServersJoined() {
    var standing = List.of("s1", "s2", "s3", "s4", "s5");
    assertThat(VoterChecks.problems(site(5), "swarm", List.of("s1", "s2"), standing)).isEmpty();
  }

  /// A host that was removed keeps its programs, and comes back as one that joins.
  @Test
  void countsAServerThatWasStoppedForGoodAsOneThatJoins() {
    assertThat(VoterChecks.stands(server("active", true))).isTrue();
    assertThat(VoterChecks.stands(server("failed", true))).isTrue();
    assertThat(VoterChecks.stands(server("active", false))).isTrue();
    assertThat(VoterChecks.stands(server("inactive", false))).isFalse();
    assertThat(VoterChecks.stands(server("failed", false))).isFalse();
    assertThat(stands(Map.of("nomad", "2.0.5-dddddddddddd"), Map.of())).isFalse();
    assertThat(stands(Map.of("consul", "1.15.4-bbbbbbbbbbbb"), Map.of())).isTrue();
  }

  private static HostReading server(String state, boolean isEnabled) {
    var unit = new HostReading.UnitReading(state, isEnabled, 0, 0);
    return PracticePlans.reading(
        Map.of("consul", "1.15.4-bbbbbbbbbbbb"),
        Map.of(),
        Map.of("holdfast-consul.service", unit),
        Map.of());
  }

  private static boolean stands(
      Map<String, String> current, Map<String, HostReading.UnitReading> units) {
    return VoterChecks.stands(PracticePlans.reading(current, Map.of(), units, Map.of()));
  }

  @Test
  void letsAServerJoinAnewThatLostItsPlace() {
    assertThat(whats(3, "s1", "s3")).isEmpty();
  }

  @Test
  void leavesASingleServerToWhoeverAddsToIt() {
    assertThat(whats(3, "s1")).isEmpty();
  }

  @Test
  void namesAVoterThatIsKnownByItsAddressAlone() {
    assertThat(VoterChecks.named(site(3), "10.0.0.2:8300")).isEqualTo("s2");
    assertThat(VoterChecks.named(site(3), "10.0.0.99:8300")).isEqualTo("10.0.0.99:8300");
    assertThat(VoterChecks.named(site(3), "s2")).isEqualTo("s2");
  }
}
