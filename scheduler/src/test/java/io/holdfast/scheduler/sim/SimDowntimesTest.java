package io.holdfast.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SimDowntimesTest {
  private static final Site ONE_WORKER = SimSite.of(new Seed(3), 3, Plan.Verb.REBOOT).site();
  private static final Site MORE = SimSite.of(new Seed(4), 4, Plan.Verb.REBOOT).site();
  private static final List<GateSpec> OTHERS =
      List.of(new GateSpec("others", "lb.backends-up", new TreeMap<>(), 0, 1, 1));

  private static Stage.Group drained(List<GateSpec> before) {
    var drain =
        new Step(
            "/boot/w1/drain",
            "w1",
            "drain",
            new Step.Operate("lb.drain", new TreeMap<>(Map.of("host", "w1"))),
            true,
            1);
    var work =
        new Stage.HostWork(
            "w1", before, List.of(), List.of(drain), List.of(), List.of(), List.of());
    return new Stage.Group("/boot", "Boot", "host", Optional.empty(), 1, List.of(work));
  }

  private static boolean isAnnounced(Site site, Stage.Group group) {
    var plan =
        new Plan(
            Plan.SCHEMA,
            "id",
            "sim",
            Plan.Verb.REBOOT,
            new Plan.Basis("", "", new TreeMap<>(), new TreeMap<>()),
            new TreeMap<>(),
            List.of(group));
    return SimDowntimes.of(site, plan).isAnnounced(group, "w1");
  }

  @Test
  void areAllowedOnTheOnlyWorkerWhereThePlanAnnouncesThem() {
    assertThat(isAnnounced(ONE_WORKER, drained(List.of()))).isTrue();
  }

  @Test
  void areAllowedNowhereElse() {
    assertThat(isAnnounced(ONE_WORKER, drained(OTHERS))).as("not announced").isFalse();
    assertThat(isAnnounced(MORE, drained(List.of()))).as("another one could serve").isFalse();
  }
}
