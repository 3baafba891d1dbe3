package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.HostReading.UndoReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.FinalizePlans;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.SiteReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A run that gives up the way back, over the real executor.
class FinalizeStoryTest {
  private static final List<String> HOSTS = List.of("s1", "w1", "w2");

  private static Plan plan() {
    var site =
        SiteReader.read(
            "site.yaml",
            """
            site: acme
            access: {user: ops, keyFile: id_ed25519}
            vault: {passphraseFile: vault.pass}
            hosts:
              - {name: s1, address: 10.0.0.11, roles: [server]}
              - {name: w1, address: 10.0.0.12, roles: [worker]}
              - {name: w2, address: 10.0.0.13, roles: [worker]}
            """);
    var readings = new TreeMap<String, HostReading>();
    HOSTS.forEach(host -> readings.put(host, reading()));
    return new FinalizePlans(site, "site-1", "digest").of(readings, List.of());
  }

  private static HostReading reading() {
    var undo =
        new UndoReading(
            new TreeMap<>(Map.of("consul/1.15.3-b", 1L)), new TreeMap<>(), new TreeMap<>());
    return new HostReading(
            Optional.of("site-1"),
            "machine",
            "boot",
            1,
            1,
            1,
            1,
            new TreeMap<>(Map.of("consul", "1.15.4-c")),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            Optional.empty())
        .withUndo(undo);
  }

  private static String step(String host) {
    return "/finalize/" + host + "/remove";
  }

  @Test
  void reachesTheSameEndWhereverItIsKilled() {
    for (var events = 1; events < 40; events++) {
      var rig = new Rig(plan());
      if (rig.run(events).isPresent()) {
        assertThat(events).isGreaterThan(5);
        return;
      }
      assertThat(rig.run().exitCode()).as("killed after %d events", events).isZero();
      assertThat(rig.done)
          .as("killed after %d events", events)
          .contains(step("s1"), step("w1"), step("w2"));
    }
    throw new AssertionError("the run never ends by itself");
  }

  @Test
  void stopsAtAHostThatRefusesAndGoesOnOnceItNoLongerDoes() {
    var rig = new Rig(plan());
    rig.steps =
        (id, _) ->
            id.startsWith(step("w1"))
                ? new StepEnd.Failed(ProblemId.STEP_FAILED, "it is the copy that is chosen")
                : new StepEnd.Done(true, "");
    var stopped = rig.run();
    assertThat(stopped.exitCode()).isEqualTo(6);
    assertThat(stopped.resumable()).isTrue();
    assertThat(stopped.problems().getFirst().host()).contains("w1");
    rig.steps = (_, _) -> new StepEnd.Done(true, "");
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done.stream().filter(step("s1")::equals)).hasSize(1);
  }
}
