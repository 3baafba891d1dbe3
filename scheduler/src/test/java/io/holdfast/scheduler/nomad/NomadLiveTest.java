package io.holdfast.scheduler.nomad;

import static io.holdfast.scheduler.engine.EngineRig.host;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.live.LiveCluster;
import io.holdfast.scheduler.live.LiveReleases;
import io.holdfast.scheduler.live.Polling;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is Nomad's own beside the contract of engines, against real servers and workers of two
/// neighbouring releases: the tasks of a worker through changes of it, in the three ways.
@Tag("e2e")
class NomadLiveTest {
  @Test
  void changesAWorkerInPlaceByWaitingAndByMovingItsWork(@TempDir Path folder) throws Exception {
    var releases = LiveReleases.neighbours("nomad");
    try (var nomad = new NomadRig(new LiveCluster(folder, "nomad", releases))) {
      nomad.bootstrap();
      setsUpAccessOnce(nomad);
      keepsPlacesOnce(nomad);
      nomad.plugins("1.9.0");
      nomad.startWorkers();
      looksAnewAtPlugins(nomad);
      new ServiceOnWorkers(nomad).isBroughtToThoseThatTakeWork();
      new JobsAndTheirPlaces(nomad).areToldApart();
      nomad.place();
      keepsTasksInPlace(nomad);
      waitsForWorkThatEnds(nomad);
      movesWork(nomad);
      missesWorkOfAWorkerThatWasAwayForTooLong(nomad);
    }
  }

  private static void setsUpAccessOnce(NomadRig nomad) {
    var bootstrap = Operations.named("nomad.bootstrap-acl");
    assertThat(bootstrap.look(nomad.world(Map.of())).changed()).isFalse();
    assertThat(bootstrap.perform(nomad.world(Map.of())).changed()).isFalse();
  }

  private static void keepsPlacesOnce(NomadRig nomad) {
    var world = nomad.world(Map.of("servers", "5", "stableSeconds", "7"));
    var keep = Operations.named("nomad.keep-places");
    assertThat(keep.perform(world).changed()).isTrue();
    assertThat(keep.look(world).changed()).isFalse();
    assertThat(keep.perform(world).changed()).isFalse();
  }

  private static void looksAnewAtPlugins(NomadRig nomad) {
    met(plugins(nomad, "1.9.0", 20));
    nomad.plugins("1.9.1");
    assertThat(plugins(nomad, "1.9.1", 4).why())
        .contains("the plugin bridge of w1 runs v1.9.0, planned is 1.9.1");
    nomad.readAgain("w1");
    met(plugins(nomad, "1.9.1", 20));
  }

  private static Verdict plugins(NomadRig nomad, String version, int seconds) {
    return Polling.until(
        nomad.world(Map.of()),
        "nomad.plugins-read",
        Map.of("host", "w1", "version", version),
        seconds);
  }

  private static void keepsTasksInPlace(NomadRig nomad) {
    assertThat(nomad.perform("note-work", host("w1"))).isEqualTo("1 allocations run on w1");
    nomad.lose("w1");
    assertThat(ready(nomad, nomad.later())).contains("w1 GET /v1/agent/self does not answer");
    nomad.start("w1", nomad.later());
    isBack(nomad);
    met(judged(nomad, 20));
  }

  private static void waitsForWorkThatEnds(NomadRig nomad) {
    nomad.register("ends", "batch", "8");
    NomadRig.until(() -> nomad.runs("w1", "ends"));
    assertThat(close(nomad, "w1", "wait"))
        .startsWith("w1 is closed; all that ends by itself has ended");
    nomad.open("w1");
    met(judged(nomad, 20));
  }

  private static void movesWork(NomadRig nomad) {
    assertThat(close(nomad, "w1", "migrate")).isEqualTo("w1 is drained");
    NomadRig.until(() -> nomad.runs("w2"));
    assertThat(judged(nomad, 0).why()).contains("was stopped: alloc is being migrated");
    nomad.open("w1");
    assertThat(close(nomad, "w2", "migrate")).isEqualTo("w2 is drained");
    NomadRig.until(() -> nomad.runs("w1"));
  }

  /// Back again, the allocations that were replaced meanwhile look as if they had been stopped.
  private static void missesWorkOfAWorkerThatWasAwayForTooLong(NomadRig nomad) {
    nomad.perform("note-work", host("w1"));
    met(judged(nomad, 20));
    nomad.lose("w1");
    var lost = "was stopped: alloc is lost since its node is down";
    NomadRig.until(() -> judged(nomad, 0).why().contains(lost));
    nomad.start("w1", nomad.later());
    isBack(nomad);
    assertThat(judged(nomad, 5).why()).contains(lost);
  }

  private static String close(NomadRig nomad, String host, String mode) {
    return nomad.perform("close-worker", Map.of("host", host, "mode", mode, "deadlineMs", "20000"));
  }

  private static Verdict judged(NomadRig nomad, int seconds) {
    return Polling.until(nomad.world(Map.of()), "nomad.same-work", host("w1"), seconds);
  }

  /// There is no container engine on a machine that runs tests; everything else must be well.
  private static void isBack(NomadRig nomad) {
    NomadRig.until(
        () ->
            ready(nomad, nomad.later()).equals("w1 can run no containers")
                || ready(nomad, nomad.later()).endsWith(" and is ready"));
  }

  private static String ready(NomadRig nomad, String version) {
    return Gates.named("nomad.worker-ready")
        .judge(nomad.world(Map.of("host", "w1", "version", version)))
        .why();
  }

  private static void met(Verdict verdict) {
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.Met.class);
  }
}
