package io.holdfast.scheduler.engine;

import static io.holdfast.scheduler.engine.EngineRig.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.live.LiveTransport;
import io.holdfast.templates.problem.HoldfastException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every engine promises besides: workers, services, and its state as a whole. A product that
/// lacks a thing says so in [EngineProduct], and the test of it is skipped by that name.
public abstract class EngineContract extends QuorumContract {
  private static final int PATIENCE = 120;

  @Override
  protected abstract EngineRig rig();

  private EngineProduct product() {
    return EngineProduct.of(rig().engine());
  }

  @Test
  void handsTheLeadershipToTheServerThatIsNamed() {
    var handOver = product().handOver();
    assumeTrue(handOver.isPresent(), rig().system() + " cannot be told who shall lead");
    var to = Map.of("to", canary());
    assertThat(handOver.get().perform(rig().world(to)).changed()).isTrue();
    assertThat(leader()).isEqualTo(to.get("to"));
    assertThat(handOver.get().perform(rig().world(to)).changed()).isFalse();
  }

  @Test
  void closesAWorkerForNewWorkAndLeavesWhatRunsThere() {
    rig().place();
    rig().close("w1", "wait");
    assertThat(rig().isOpen("w1")).isFalse();
    assertThat(rig().runs("w1")).isTrue();
    rig().open("w1");
    until(() -> rig().isOpen("w1"));
  }

  @Test
  void movesTheWorkOfAWorkerToAnother() {
    rig().place();
    rig().close("w1", "migrate");
    until(() -> !rig().wants("w1") && rig().runs("w2"));
    assertThat(rig().isOpen("w1")).isFalse();
    rig().open("w1");
    until(() -> rig().isOpen("w1"));
  }

  @Test
  void excludesAWorkerThatHangsThroughTheServersAlone() {
    rig().place();
    var exclude = product().exclude();
    rig().freeze("w1");
    assertThat(exclude.look(rig().world(host("w1"))).changed()).isTrue();
    assertThat(rig().isOpen("w1")).as("after a look").isTrue();
    assertThat(exclude.perform(rig().world(host("w1"))).says()).isEqualTo("w1 is excluded");
    assertThat(rig().isOpen("w1")).isFalse();
    assertThat(rig().wants("w1")).isFalse();
    until(() -> rig().runs("w2"));
    assertThat(exclude.perform(rig().world(host("w1"))).changed()).isFalse();
    assertThat(exclude.look(rig().world(host("w1"))).changed()).isFalse();
    rig().thaw("w1");
    rig().open("w1");
    until(() -> rig().isOpen("w1"));
  }

  @Test
  void refusesToExcludeTheLastWorkerThatIsOpen() {
    rig().close("w2", "wait");
    assertThatThrownBy(() -> product().exclude().perform(rig().world(host("w1"))))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused ->
                assertThat(refused.first().what()).startsWith("No other worker is open for work"));
    assertThat(rig().isOpen("w1")).isTrue();
    rig().open("w2");
    until(() -> rig().isOpen("w2"));
  }

  @Test
  void deploysAServiceOnceAndCountsItsInstances() {
    var web = rig().web();
    var deploy = Operations.named(rig().system() + ".deploy-service");
    assertThat(judgeWeb(web)).isInstanceOf(Verdict.NotYet.class);
    assertThat(deploy.look(rig().world(web)).changed()).isTrue();
    assertThat(deploy.perform(rig().world(web)).changed()).isTrue();
    assertThat(deploy.perform(rig().world(web)).changed()).isFalse();
    assertThat(deploy.look(rig().world(web)).changed()).isFalse();
    until(() -> judgeWeb(web) instanceof Verdict.Met);
  }

  private Verdict judgeWeb(Map<String, String> web) {
    return Gates.named(rig().system() + ".service-running").judge(rig().world(web));
  }

  @Test
  void restoresExactlyWhatWasSaved(@TempDir Path folder) {
    var snapshots = product().snapshots();
    assumeTrue(snapshots.isPresent(), rig().system() + " gives no snapshot while it runs");
    var files = rig().files(folder);
    rig().write("before");
    var saved = snapshots.get().save(rig().world(Map.of()), files, "state.snap");
    rig().write("after");
    assertThat(snapshots.get().restore(rig().world(Map.of()), files, saved).changed()).isTrue();
    assertThat(rig().holds("before")).isTrue();
    assertThat(rig().holds("after")).isFalse();
  }

  protected static void until(BooleanSupplier condition) {
    var clock = new LiveTransport.RealClock();
    for (var look = 0; look < PATIENCE && !condition.getAsBoolean(); look++) {
      clock.sleepMs(1_000);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
