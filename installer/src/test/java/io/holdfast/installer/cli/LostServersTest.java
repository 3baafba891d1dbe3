package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.scheduler.planner.LostServers;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.planner.SeenQuorum;
import io.holdfast.scheduler.planner.SeenServer;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LostServersTest {
  private static final SeenServer S1 = with("s1");
  private static final SeenServer S2_GONE = SeenServer.silent("s2", "no SSH connection", true);
  private static final SeenServer S3_GONE = SeenServer.silent("s3", "no SSH connection", true);

  private static SeenServer with(String host) {
    return new SeenServer(
        host, Optional.empty(), false, "active", true, "1.15.4", "id-of-" + host, "of today");
  }

  private static SeenServer empty(String host) {
    return new SeenServer(host, Optional.empty(), false, "", false, "", "", "");
  }

  private static SeenQuorum quorum(
      String system, Map<String, String> named, SeenServer... servers) {
    return new SeenQuorum(
        system,
        List.of(servers),
        new TreeMap<>(named),
        new TreeSet<>(List.of("s1", "s2", "s3")),
        new TreeMap<>());
  }

  private static List<SeenQuorum> both(SeenServer... servers) {
    return List.of(quorum("consul", Map.of(), servers), quorum("nomad", Map.of(), servers));
  }

  private static List<Problem> refusals(String engine, List<SeenQuorum> seen, String... lost) {
    var given = LostServers.of(SmallSite.of(engine), List.of(lost), seen);
    var refused = catchThrowableOfType(HoldfastException.class, given::requireLost);
    return refused == null ? List.of() : refused.problems();
  }

  private static List<String> words(List<SeenQuorum> seen, String... lost) {
    var problems = refusals("nomad", seen, lost);
    assertThat(problems).allMatch(problem -> problem.id() == ProblemId.NOT_LOST);
    return problems.stream().map(Problem::what).toList();
  }

  @Test
  void givesUpServersThatAreGoneOrCameBackEmpty() {
    assertThat(words(both(S1, S2_GONE, S3_GONE), "s2", "s3")).isEmpty();
    assertThat(words(both(S1, empty("s2"), S3_GONE), "s3", "s2")).isEmpty();
  }

  private static SeenServer told(String host) {
    return new SeenServer(
        host,
        Optional.empty(),
        false,
        "inactive",
        true,
        "1.15.4",
        "id-of-" + host,
        "of today",
        List.of("10.0.0.1:8300"),
        false);
  }

  @Test
  void goesOnWhereItWasCutOffBeforeTheStart() {
    assertThat(words(both(told("s1"), S2_GONE, S3_GONE), "s2", "s3")).isEmpty();
  }

  @Test
  void startsNobodyWhomAFileOfACutOffRunMakesAClusterOfItsOwn() {
    var back = quorum("consul", Map.of(), told("s1"), with("s2"), S3_GONE);
    var led = quorum("consul", Map.of("s2", "s2", "s3", "s2"), told("s1"), with("s2"), with("s3"));
    for (var seen : List.of(back, led)) {
      var refused =
          catchThrowableOfType(
              HoldfastException.class,
              () -> WaitingPeers.requireNone(SmallSite.of("nomad"), List.of(seen)));
      assertThat(refused.problems()).hasSize(1);
      assertThat(refused.first().id()).isEqualTo(ProblemId.RUN_UNFINISHED);
      assertThat(refused.first().what()).contains("on s1 a file waits");
      assertThat(refused.first().fix())
          .containsExactly(
              "holdfast recover --lost s2,s3   # goes on, where they are lost for good: first"
                  + " switch them off",
              "on s1: sudo rm /var/lib/holdfast/consul/raft/peers.json   # where the others are"
                  + " back with their data; then: holdfast recover");
    }
    assertThatCode(
            () -> WaitingPeers.requireNone(SmallSite.of("nomad"), both(S1, with("s2"), S3_GONE)))
        .doesNotThrowAnyException();
  }

  @Test
  void givesUpNobodyWhoCanBeStarted() {
    assertThat(words(both(S1, with("s2"), S3_GONE), "s3"))
        .containsExactly(
            "A majority of the servers of consul has its data",
            "A majority of the servers of nomad has its data");
    assertThat(words(both(S1, S2_GONE, S3_GONE), "s1", "s2", "s3"))
        .contains("s1 is not lost: it has its data of consul");
  }

  @Test
  void givesUpNobodyWhoHasItsDataAndLacksOnlyPrograms() {
    var bare = new SeenServer("s2", Optional.empty(), false, "", true, "", "id-of-s2", "of today");
    assertThat(bare.canVote()).isFalse();
    assertThat(bare.words()).isEqualTo("no unit, data of today, programs missing");
    assertThat(words(both(S1, bare, S3_GONE), "s2", "s3"))
        .containsExactly(
            "s2 is not lost: it has its data of consul, and lacks its programs",
            "s2 is not lost: it has its data of nomad, and lacks its programs");
  }

  @Test
  void givesUpNobodyWhomAnotherQuorumCountsOn() {
    var led =
        quorum("consul", Map.of("s1", "s1", "s2", "s1", "s3", "s1"), S1, with("s2"), with("s3"));
    var seen = List.of(led, quorum("nomad", Map.of(), S1, empty("s2"), empty("s3")));
    assertThat(words(seen, "s2", "s3"))
        .containsExactly(
            "s2 is not lost: consul counts on it, and somebody leads that",
            "s3 is not lost: consul counts on it, and somebody leads that");
    var founded = quorum("consul", Map.of("s1", "s1", "s2", "s1"), S1, S2_GONE, S3_GONE);
    var rest = quorum("nomad", Map.of(), S1, S2_GONE, S3_GONE);
    assertThat(words(List.of(founded, rest), "s2", "s3")).isEmpty();
  }

  @Test
  void wantsEveryServerNamedThatIsNotThere() {
    var refusals = refusals("nomad", both(S1, S2_GONE, S3_GONE), "s2");
    assertThat(refusals)
        .extracting(Problem::what)
        .containsExactly(
            "s3 is not there for consul, and was not given up by name",
            "s3 is not there for nomad, and was not given up by name");
    assertThat(refusals.getFirst().fix())
        .containsExactly("bring it back, then: holdfast recover", "or name it with --lost too");
  }

  @Test
  void givesUpNobodyWhoIsThereAndOnlyTellsNothing() {
    var refusing = SeenServer.silent("s3", "the login is refused", false);
    assertThat(words(both(S1, S2_GONE, refusing), "s2", "s3"))
        .contains("s3 is there, and only tells nothing");
  }

  @Test
  void keepsItsHandsOffWhileAnybodyKnowsALeader() {
    var still = List.of(quorum("consul", Map.of("s1", "s2"), S1, S2_GONE, S3_GONE));
    assertThat(words(still, "s2", "s3"))
        .containsExactly("A server of consul still knows a leader: {s1=s2}");
    var led = List.of(quorum("consul", Map.of("s1", "s1", "s2", "s1"), S1, with("s2"), S3_GONE));
    assertThat(words(led, "s3")).containsExactly("Somebody leads, so no majority is lost");
  }

  @Test
  void hasNothingToGoOnWithWhereNoDataIsLeft() {
    assertThat(words(both(empty("s1"), S2_GONE, S3_GONE), "s1", "s2", "s3"))
        .containsExactly(
            "No server has any data of consul left", "No server has any data of nomad left");
  }

  @Test
  void leavesTheFoundingOfASwarmToPeopleAndSaysHow() {
    var seen =
        List.of(
            quorum("consul", Map.of(), S1, S2_GONE, S3_GONE),
            quorum("swarm", Map.of(), S1, S2_GONE, S3_GONE));
    assertThat(refusals("swarm", seen, "s2", "s3"))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.fix())
                    .contains(
                        "on s1: docker swarm init --force-new-cluster --advertise-addr 10.0.0.1"));
    var founded =
        List.of(seen.getFirst(), quorum("swarm", Map.of("s1", "s1"), S1, S2_GONE, S3_GONE));
    assertThat(refusals("swarm", founded, "s2", "s3")).isEmpty();
  }

  @Test
  void showsWhatIsWrittenWhereAndWhatItCosts() {
    var seen = both(S1, S2_GONE, S3_GONE);
    var plans = new RecoveryPlans(SmallSite.of("nomad"), "acme-1", "digest");
    var lines =
        new ArrayList<>(
            LostServers.of(SmallSite.of("nomad"), List.of("s3", "s2"), seen).preview(plans));
    assertThat(lines)
        .startsWith(
            "consul goes on with s1 alone. Stopped there, and written as"
                + " /var/lib/holdfast/consul/raft/peers.json for"
                + " holdfast-consul:holdfast-consul:",
            "  [{\"address\":\"10.0.0.1:8300\",\"id\":\"id-of-s1\",\"non_voter\":false}]")
        .contains("Lost for good: whatever only s2, s3 had. Nobody can say what that was.")
        .anyMatch(line -> line.startsWith("s2, s3 must never run again with their old disks"));
    assertThat(LostServers.of(SmallSite.of("nomad"), List.of("s3", "s2"), seen).next().getLast())
        .endsWith("holdfast hosts replace s2");
  }

  @Test
  void knowsServersOnly() {
    var refused =
        catchThrowableOfType(
            HoldfastException.class,
            () -> LostServers.requireKnown(SmallSite.of("nomad"), List.of("s9", "s2", "w1")));
    assertThat(refused.problems())
        .extracting(Problem::what)
        .containsExactly("s9 is no server of the site", "w1 is no server of the site");
    assertThatCode(() -> LostServers.requireKnown(SmallSite.of("nomad"), List.of("s2")))
        .doesNotThrowAnyException();
  }
}
