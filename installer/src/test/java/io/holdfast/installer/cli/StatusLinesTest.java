package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.cli.StatusCommand.HostStatus;
import io.holdfast.installer.cli.StatusCommand.QuorumStatus;
import io.holdfast.installer.cli.StatusCommand.Result;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StatusLinesTest {
  private static final List<String> SERVERS = List.of("s1", "s2", "s3");

  private static Result status(String unitState, Map<String, String> objections) {
    return status(unitState, objections, List.of());
  }

  private static Result status(
      String unitState, Map<String, String> objections, List<String> maintenance) {
    var host =
        new HostStatus(
            "s2",
            List.of("server"),
            true,
            new TreeMap<>(Map.of("consul", "1.21.5")),
            new TreeMap<>(Map.of("holdfast-consul.service", unitState)),
            List.of(),
            Optional.empty());
    var healthy = SERVERS.stream().filter(server -> !objections.containsKey(server)).toList();
    var quorum =
        new QuorumStatus(
            "consul", Optional.of("s1"), SERVERS, 3, healthy, new TreeMap<>(objections));
    return new Result(
        "acme",
        List.of(host),
        List.of(quorum),
        Optional.of("demo 2.1"),
        Optional.of("20261121-084442-upgrade-3fa9"),
        Optional.of("put back"),
        false,
        host.isWhole() && quorum.isWhole(),
        true,
        List.of(),
        maintenance,
        List.of("w1"),
        List.of("w2"));
  }

  @Test
  void namesTheHostsThatMayBeSwitchedOff() {
    var status = status("active", Map.of(), List.of("s2"));
    assertThat(StatusLines.of(status))
        .contains(
            "  s2 is in maintenance and may be off; when it is back: holdfast hosts maintenance end"
                + " s2");
  }

  @Test
  void namesWorkersThatTakeNoWorkAndThoseThatWereLeftBehind() {
    assertThat(StatusLines.of(status("active", Map.of())))
        .contains(
            "  w1 takes no work; to open it: holdfast undrain w1",
            "  w2 was left behind; once it is back: holdfast apply");
  }

  @Test
  void tellsACertificateThatHasEndedBeforeEverythingElse() {
    var good = status("active", Map.of());
    var ended =
        new Result(
            "acme",
            good.hosts(),
            good.quorums(),
            good.bundle(),
            good.run(),
            good.runState(),
            false,
            false,
            false,
            List.of(Problem.of(ProblemId.CERTIFICATE_ENDS, "It ended").withFix("holdfast apply")),
            List.of(),
            List.of(),
            List.of());
    assertThat(StatusLines.of(ended).get(1)).isEqualTo("  warning: It ended: holdfast apply");
    assertThat(StatusLines.of(ended)).containsOnlyOnce("  warning: It ended: holdfast apply");
    assertThat(StatusCommand.exitCode(ended, false)).isEqualTo(6);
  }

  @Test
  void countsTheVotersThatCanVoteAndNotTheMembers() {
    var down = status("failed", Map.of("s2", "no answer\nat all"));
    assertThat(StatusLines.of(down))
        .contains(
            "  consul     leader s1, 2 of 3 voters healthy: s1, s3; it can lose 0",
            "             s2: no answer",
            "  bundle     demo 2.1",
            "  last run   20261121-084442-upgrade-3fa9, put back");
  }

  @Test
  void givesAFailedUnitALineOfItsOwnWithWhatToDo() {
    assertThat(StatusLines.of(status("failed", Map.of())))
        .contains("  s2         server           consul 1.21.5")
        .anyMatch(
            line ->
                line.strip()
                    .startsWith(
                        "holdfast-consul.service is failed: holdfast apply brings it back"));
  }

  @Test
  void tellsAProductThatIsUsedAsItStandsFromThoseItLooksAfter() {
    var host =
        new HostStatus(
            "w1",
            List.of("worker"),
            true,
            new TreeMap<>(Map.of("consul", "1.21.5")),
            new TreeMap<>(Map.of("docker.service", "failed")),
            List.of("docker.service"),
            Optional.empty());
    var good = status("active", Map.of());
    var result =
        new Result(
            "acme",
            List.of(host),
            good.quorums(),
            good.bundle(),
            good.run(),
            good.runState(),
            false,
            false,
            true,
            List.of(Problem.of(ProblemId.CERTIFICATE_ENDS, "It ends").withFix("holdfast apply")),
            List.of(),
            List.of(),
            List.of());
    assertThat(StatusLines.of(result))
        .contains(
            "  warning: It ends: holdfast apply",
            "  w1         worker           consul 1.21.5, docker not managed",
            "             docker.service is failed: it is used as it stands, so whoever looks after"
                + " it has to; why: journalctl -u docker.service");
  }

  @Test
  void endsWellOnlyWhenNothingIsDown() {
    assertThat(StatusCommand.exitCode(status("active", Map.of()), false)).isZero();
    assertThat(StatusCommand.exitCode(status("failed", Map.of()), false)).isEqualTo(6);
    assertThat(StatusCommand.exitCode(status("active", Map.of("s2", "gone")), false)).isEqualTo(6);
    assertThat(StatusCommand.exitCode(status("active", Map.of()), true)).isEqualTo(2);
  }

  @Test
  void endsLikeAnyVerbWhereAHostIsOutOfReachOrNotTheRightOne() {
    assertThat(StatusCommand.exitCode(without(ProblemId.HOST_UNREACHABLE), false)).isEqualTo(10);
    assertThat(StatusCommand.exitCode(without(ProblemId.SUDO_REFUSED), false)).isEqualTo(10);
    assertThat(StatusCommand.exitCode(without(ProblemId.HOST_KEY_UNKNOWN), false)).isEqualTo(9);
  }

  private static Result without(ProblemId why) {
    var good = status("active", Map.of());
    var lost =
        new HostStatus(
            "s1",
            List.of("server"),
            false,
            new TreeMap<>(),
            new TreeMap<>(),
            List.of(),
            Optional.of(Problem.of(why, "It is out of reach").withHost("s1")));
    return new Result(
        "acme",
        List.of(lost, good.hosts().getFirst()),
        good.quorums(),
        good.bundle(),
        good.run(),
        good.runState(),
        false,
        false,
        true,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
