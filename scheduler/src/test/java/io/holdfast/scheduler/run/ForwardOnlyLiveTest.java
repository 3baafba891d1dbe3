package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.live.LiveCluster;
import io.holdfast.scheduler.live.LiveReleases;
import io.holdfast.scheduler.live.LiveRig;
import io.holdfast.scheduler.live.LiveTransport;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.templates.problem.ProblemId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The executor over three real Nomad servers: real gates, real processes, and a leadership that
/// moves to a server of the later release in the middle of the change.
@Tag("e2e")
class ForwardOnlyLiveTest {
  private static final List<String> SERVERS = List.of("s1", "s2", "s3");

  @Test
  void onceARealChangedServerLeadsTheGroupGoesOnlyForward(@TempDir Path folder) throws Exception {
    var releases = LiveReleases.neighbours("nomad");
    try (var nomad = new LiveRig(new LiveCluster(folder, "nomad", releases), "nomad")) {
      nomad.bootstrap();
      nomad.leadershipMovesTo("s3");
      var rig = new Rig(Rig.plan(Rig.servers("nomad", "s1", "s2", "s3")));
      rig.leader = () -> QuorumSystem.named("nomad").leader(nomad.world(Map.of()));
      rig.gates = gate -> judge(nomad, gate);
      rig.steps = (step, _) -> change(nomad, rig, step);
      var stopped = rig.run();
      assertThat(stopped.exitCode()).isEqualTo(6);
      assertThat(stopped.problems().getFirst().id()).isEqualTo(ProblemId.FORWARD_ONLY);
      assertThat(rig.done)
          .contains("/nomad/s1/swap", "/nomad/s2/swap")
          .doesNotContain("/nomad/s2/undo", "/nomad/s3/swap");
      assertThat(said(rig))
          .contains("s1 was changed by this run; from here on the group goes only");
      nomad.start("s2", nomad.later());
      assertThat(rig.run().exitCode()).isZero();
      assertThat(rig.done).contains("/nomad/s3/swap").doesNotContain("/nomad/s2/undo");
    }
  }

  /// The first changed server is made the leader before the second is begun; the second does not
  /// come up until somebody starts it.
  private static StepEnd change(LiveRig nomad, Rig rig, String step) {
    if (!step.endsWith("/swap")) {
      return new StepEnd.Done(true, "");
    }
    var host = step.split("/")[2];
    if (host.equals("s2")) {
      assertThat(rig.leader.get()).contains("s1");
    }
    nomad.lose(host);
    if (!host.equals("s2")) {
      nomad.start(host, nomad.later());
    }
    return new StepEnd.Done(true, "changed");
  }

  /// In real time, for a real server needs some to come back; one that is down needs none.
  private static Verdict judge(LiveRig nomad, GateSpec gate) {
    var parts = gate.path().split("/");
    var host = parts[2];
    new LiveTransport.RealClock().sleepMs(nomad.isUp(host) ? 500 : 0);
    var verdict =
        switch (parts[3]) {
          case "before" -> judge(nomad, "quorum-before", stop(host));
          case "again" -> judge(nomad, "quorum-or-down", stop(host));
          default -> judge(nomad, "member-after", Map.of("host", host, "version", nomad.later()));
        };
    var isChanged = parts[3].equals("soak") && host.equals("s1") && verdict instanceof Verdict.Met;
    if (isChanged) {
      nomad.leadershipMovesTo("s1");
    }
    return verdict;
  }

  private static Verdict judge(LiveRig nomad, String gate, Map<String, String> parameters) {
    return Gates.named("nomad." + gate).judge(nomad.world(parameters));
  }

  private static Map<String, String> stop(String host) {
    return Map.of("host", host, "plannedVoters", Integer.toString(SERVERS.size()));
  }

  private static String said(Rig rig) {
    return String.join(
        "\n",
        Journal.open(rig.disk, "run").records().stream()
            .map(found -> Says.of(Fact.of(found)))
            .toList());
  }
}
