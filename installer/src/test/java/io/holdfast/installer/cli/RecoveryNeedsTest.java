package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.planner.SeenQuorum;
import io.holdfast.scheduler.planner.SeenServer;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RecoveryNeedsTest {
  private static SeenServer with(String host, String unit) {
    return new SeenServer(
        host, Optional.empty(), false, unit, true, "1.15.4", "id-" + host, "of today");
  }

  private static SeenServer empty(String host) {
    return new SeenServer(host, Optional.empty(), false, "", false, "", "", "");
  }

  private static SeenQuorum quorum(
      Map<String, String> named, Map<String, String> objections, SeenServer... servers) {
    var members = new TreeSet<String>();
    for (var server : servers) {
      members.add(server.host());
    }
    return new SeenQuorum(
        "consul",
        List.of(servers),
        new TreeMap<>(named),
        named.isEmpty() ? new TreeSet<>() : members,
        new TreeMap<>(objections));
  }

  /// One that nobody leads.
  private static SeenQuorum unled(SeenServer... servers) {
    return quorum(Map.of(), Map.of(), servers);
  }

  @Test
  void saysThatNothingIsToBeDoneWhereSomebodyLeads() {
    var whole =
        quorum(
            Map.of("s1", "s1", "s2", "s1", "s3", "s1"),
            Map.of(),
            with("s1", "active"),
            with("s2", "active"),
            with("s3", "active"));
    assertThat(RecoveryNeeds.isNothing(List.of(whole))).isTrue();
    assertThat(RecoveryNeeds.next(List.of(whole), false))
        .containsExactly("Nothing to recover: somebody leads, and every planned server votes.");
    assertThat(RecoveryNeeds.next(List.of(whole), true).getLast())
        .startsWith("Next: holdfast resume");
  }

  @Test
  void namesTheCommandForEachServerThatDoesNotVote() {
    var led =
        quorum(
            Map.of("s1", "s1", "s2", "s1", "s3", "s1"),
            Map.of("s2", "down", "s3", "down", "s4", "silent", "s5", "silent"),
            with("s1", "active"),
            with("s2", "failed"),
            empty("s3"),
            SeenServer.silent("s4", "no SSH connection", true),
            SeenServer.silent("s5", "the login is refused", false));
    assertThat(RecoveryNeeds.next(List.of(led), false))
        .contains(
            "  consul: s2",
            "Next: holdfast apply   # starts what else is stopped",
            "Next: holdfast preflight   # says why s5 tells nothing")
        .anyMatch(line -> line.startsWith("Next: holdfast hosts replace s3 "))
        .anyMatch(line -> line.startsWith("Next: holdfast hosts replace s4 "));
  }

  @Test
  void emptiesNoHostThatAnotherQuorumCountsOn() {
    var named = Map.of("s1", "s1", "s2", "s1", "s3", "s1");
    var whole = quorum(named, Map.of(), with("s1", "active"), with("s2", "active"));
    var part = quorum(named, Map.of("s2", "down"), with("s1", "active"), empty("s2"));
    assertThat(RecoveryNeeds.next(List.of(whole, part), false))
        .contains("Next: holdfast apply   # starts what else is stopped")
        .noneMatch(line -> line.contains("replace"));
  }

  @Test
  void refusesToStartTooFewAndSaysWhoIsMissing() {
    var lost =
        unled(
            with("s1", "inactive"),
            SeenServer.silent("s2", "no SSH connection", true),
            empty("s3"));
    assertThatThrownBy(() -> RecoveryNeeds.requireStartable(List.of(lost)))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.QUORUM_LOST);
              assertThat(refused.first().what())
                  .isEqualTo("Too few servers of consul can be started: 1 of 3, 2 are needed");
              assertThat(refused.first().evidence().orElseThrow())
                  .contains("s2: no answer: no SSH connection", "s3: no unit, no data");
              assertThat(refused.first().fix().getFirst())
                  .isEqualTo("switch on s2, s3, then: holdfast recover");
            });
  }

  @Test
  void startsOneQuorumAlsoWhereAnotherLostItsMajority() {
    var down = unled(with("s1", "inactive"), with("s2", "inactive"));
    var lost = unled(with("s1", "inactive"), empty("s2"));
    RecoveryNeeds.requireStartable(List.of(down, lost));
    var told = RecoveryNeeds.lost(List.of(down, lost));
    assertThat(told)
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.id()).isEqualTo(ProblemId.QUORUM_LOST);
              assertThat(problem.fix())
                  .containsExactly(
                      "switch on s2, then: holdfast recover",
                      "ask for help, and wipe no host: docs/recover.md, What it does not do");
            });
    var result =
        new Running.Result(
            0, "run-1", "digest", 2, false, List.of(), List.of(), List.of(), List.of());
    assertThat(result.but(told).exitCode()).isEqualTo(6);
    assertThat(result.but(told).problems()).isEqualTo(told);
    assertThat(result.but(told).changed()).isEqualTo(2);
  }

  @Test
  void givesUpNoServerThatHasItsDataAndLacksOnlyPrograms() {
    var bare = new SeenServer("s2", Optional.empty(), false, "", true, "", "id-of-s2", "of today");
    var gone = SeenServer.silent("s3", "no SSH connection", true);
    var lost = unled(with("s1", "inactive"), bare, gone);
    assertThatThrownBy(() -> RecoveryNeeds.requireStartable(List.of(lost)))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().evidence().orElseThrow())
                  .contains("s2: no unit, data of today, programs missing");
              assertThat(refused.first().fix())
                  .containsExactly(
                      "switch on s3, then: holdfast recover",
                      "put the programs of s2 back as they stood, from a backup or another server;"
                          + " then: holdfast recover");
            });
  }

  @Test
  void saysWhichServersARunHasInHand() {
    var down = unled(with("s1", "inactive"), with("s2", "inactive"), with("s3", "inactive"));
    assertThat(RecoveryNeeds.held(List.of(down), Set.of("s2")))
        .containsExactly(
            "A run stopped in the middle of s2: started too, and not waited for; holdfast resume"
                + " brings it to its end.");
    assertThat(RecoveryNeeds.held(List.of(down), Set.of())).isEmpty();
    assertThat(RecoveryNeeds.held(List.of(down), Set.of("s2", "s3"))).isEmpty();
  }

  @Test
  void startsNoServerThatLeftTheClusterThoughAnOldSiteFileStillNamesIt() {
    var down =
        unled(
            with("s1", "inactive"),
            with("s2", "inactive"),
            with("s3", "inactive"),
            with("s4", "inactive").withLeft(true),
            with("s5", "inactive").withLeft(true));
    assertThat(down.able()).containsExactly("s1", "s2", "s3");
    assertThat(down.lines().getLast())
        .endsWith("data of today, left the cluster: all of ours is switched off");
  }

  @Test
  void asksForTheNewSiteFileWhereTheOldOneMakesTheRestTooFew() {
    var lost =
        unled(
            with("s1", "inactive"),
            SeenServer.silent("s2", "no SSH connection", true),
            with("s3", "inactive").withLeft(true));
    assertThatThrownBy(() -> RecoveryNeeds.requireStartable(List.of(lost)))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused ->
                assertThat(refused.first().fix())
                    .containsExactly(
                        "take s3 out of the site file, which is older than `holdfast hosts"
                            + " remove`; then: holdfast recover",
                        "or, where nobody removed s3, on it: sudo systemctl enable"
                            + " holdfast-agent.service",
                        "switch on s2, then: holdfast recover"));
  }

  @Test
  void namesTheSiteFileForOneThatLeftWhereSomebodyLeads() {
    var led =
        quorum(
            Map.of("s1", "s1", "s2", "s1"),
            Map.of("s3", "down"),
            with("s1", "active"),
            with("s2", "active"),
            with("s3", "inactive").withLeft(true));
    assertThat(RecoveryNeeds.next(List.of(led), false))
        .contains(
            "Next: take s3 out of the site file, which is older than `holdfast hosts remove`");
  }
}
