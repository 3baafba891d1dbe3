package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.engine.EngineContract;
import io.holdfast.scheduler.live.LiveCluster;
import io.holdfast.scheduler.live.LiveReleases;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The contract of engines on real Nomad: processes of two neighbouring releases on addresses of
/// the loopback. Skipped where an operator has not supplied two.
@Tag("e2e")
class NomadContractTest extends EngineContract {
  private Optional<NomadRig> rig = Optional.empty();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    var releases = LiveReleases.neighbours("nomad");
    var started = new NomadRig(new LiveCluster(folder, "nomad", releases));
    rig = Optional.of(started);
    started.bootstrap();
    started.startWorkers();
  }

  @AfterAll
  void end() {
    rig.ifPresent(NomadRig::close);
  }

  @Test
  void forgetsAServerThatLeavesForGood() {
    forgetsAServerThatWasStopped();
  }

  @Override
  protected NomadRig rig() {
    return rig.orElseThrow();
  }
}
