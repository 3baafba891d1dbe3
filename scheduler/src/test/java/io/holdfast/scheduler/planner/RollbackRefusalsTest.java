package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.site.Site;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Where there is no way back, and what is said then.
class RollbackRefusalsTest {
  private final Site swarm = RollbackPlans.SWARM;
  private final Site nomad = RollbackPlans.NOMAD;

  /// An older server under a newer leader would be what everybody is told to want.
  @Test
  void doesNotGoBackFromHalfAnUpgradeOfServersWhichOnlyForwardBringsTogether() {
    var standing = new TreeMap<>(Release.NEW.standing(nomad));
    standing.put("s3", Objects.requireNonNull(Release.OLD.standing(nomad).get("s3")));
    assertThatThrownBy(
            () -> RollbackPlans.back(nomad, standing, Release.OLD.manifest("nomad"), Release.OLD))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.exitCode()).isEqualTo(2);
              assertThat(refused.problems()).hasSize(2);
              assertThat(refused.problems().getLast().toText())
                  .contains("HF-RUN-031", "nomad stays as it stands")
                  .contains("nomad stands at 2.0.4 on s3, at 2.0.5 on s1, s2")
                  .contains("holdfast resume", "holdfast upgrade --bundle BUNDLE");
            });
  }

  @Test
  void doesNotGoBackWhileManagersOfASwarmStandAtTwoVersions() {
    var half = Release.OLD.with("docker", "27.3.1");
    var standing = new TreeMap<>(Release.OLD.standing(swarm));
    standing.put("s1", Objects.requireNonNull(half.standing(swarm).get("s1")));
    assertThatThrownBy(
            () -> RollbackPlans.back(swarm, standing, Release.OLD.manifest("swarm"), Release.OLD))
        .hasMessageContaining("HF-RUN-031 docker stays as it stands");
  }

  @Test
  void refusesAnOlderVersionForAHostThatHasNoneWhileTheOthersStay() {
    var standing = new TreeMap<>(Release.NEW.standing(nomad));
    standing.remove("s3");
    assertThatThrownBy(
            () -> RollbackPlans.back(nomad, standing, Release.OLD.manifest("nomad"), Release.OLD))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused ->
                assertThat(refused.problems().getLast().toText())
                    .contains("HF-VER-003", "nomad 2.0.4 is older than 2.0.5, at which it stays")
                    .contains("upgrade --bundle BUNDLE", "hosts replace s3 --bundle BUNDLE"));
  }

  @Test
  void anUpgradeStillRefusesToGoBack() {
    assertThatThrownBy(() -> RollbackPlans.forward(nomad, Release.NEW, Release.OLD))
        .hasMessageContaining("HF-VER-003")
        .hasMessageContaining("Nomad does not go back from 2.0.5 to 2.0.4");
  }

  @Test
  void theEngineOfASwarmGoesBackByNoOtherVerb() {
    var older = Release.NEW.with("docker", "26.1.4");
    assertThatThrownBy(() -> RollbackPlans.forward(swarm, Release.NEW, older))
        .hasMessageContaining("docker does not go back from 27.3.1 to 26.1.4");
    assertThat(RollbackPlans.paths(RollbackPlans.forward(nomad, Release.NEW, older)))
        .contains("/docker-workers");
  }
}
