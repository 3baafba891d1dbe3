package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OverridesTest {
  private static final Plan PLAN = Rig.plan(group("unit.steady"));

  private static Stage.Group group(String gate) {
    var group = Rig.group("docker", Optional.empty(), 1, "w1", "w2");
    var works = new ArrayList<Stage.HostWork>();
    for (var work : group.hosts()) {
      var soak =
          new GateSpec(gate + "@" + work.host(), gate, new TreeMap<>(), 15_000, 60_000, 1_000);
      works.add(
          new Stage.HostWork(
              work.host(),
              work.before(),
              work.again(),
              work.steps(),
              List.of(soak),
              work.undo(),
              work.undone()));
    }
    return new Stage.Group(
        group.path(), group.title(), group.component(), group.quorum(), 1, works);
  }

  private static Rig rig(Plan plan, String... overridden) {
    var rig = new Rig(plan);
    rig.gates =
        gate ->
            gate.path().contains("@")
                ? new Verdict.Failed("it was restarted", "{}")
                : new Verdict.Met("ok", "{}");
    var overrides = new ArrayList<Fact.GateOverridden>();
    for (var gate : overridden) {
      overrides.add(new Fact.GateOverridden(gate, "ada", "seen by hand"));
    }
    rig.bounds = Bounds.NONE.overriding(overrides);
    return rig;
  }

  private static List<Fact> facts(Rig rig) {
    return Journal.open(rig.disk, "run").records().stream().map(Fact::of).toList();
  }

  @Test
  void aFailedGateTakesTheHostBack() {
    assertThat(rig(PLAN).run().exitCode()).isEqualTo(7);
  }

  @Test
  void goesOnWithoutASoftGateAndWritesDownWhoSaidSoAndWhatItSaid() {
    var rig = rig(PLAN, "unit.steady");
    assertThat(rig.run().exitCode()).isZero();
    var facts = facts(rig);
    assertThat(facts.get(1))
        .isEqualTo(new Fact.GateOverridden("unit.steady", "ada", "seen by hand"));
    assertThat(facts)
        .anySatisfy(
            fact ->
                assertThat(fact)
                    .isInstanceOfSatisfying(
                        Fact.GatesMet.class,
                        met ->
                            assertThat(met.why())
                                .contains("overridden (seen by hand); it says: it was restarted")));
    assertThat(rig.now).as("nobody waits").isLessThan(10_000);
  }

  @Test
  void overridesItOnOneHostAlone() {
    var outcome = rig(PLAN, "unit.steady@w1").run();
    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(outcome.groups().getFirst().hosts())
        .extracting(Outcome.HostOutcome::outcome)
        .containsExactly(Outcome.End.FINAL, Outcome.End.PUT_BACK);
  }

  @Test
  void aHardGateStaysOneWhoeverSaysOtherwise() {
    var plan = Rig.plan(group("consul.member-after"));
    assertThat(rig(plan, "consul.member-after", "consul.member-after@w1").run().exitCode())
        .isEqualTo(7);
  }

  @Test
  void holdsForOneLifeOfTheRunOnly() {
    var rig = rig(PLAN, "unit.steady");
    assertThat(rig.run(12)).isEmpty();
    rig.bounds = Bounds.NONE;
    assertThat(rig.run().exitCode()).isEqualTo(7);
  }

  @Test
  void neverAQuorumNorWhatItWroteNorTheLastThatServes() {
    var soft = Gates.names().stream().filter(Gates::isSoft).toList();
    assertThat(soft)
        .containsExactly(
            "lb.host-back",
            "nomad.job-placed",
            "nomad.same-work",
            "nomad.service-running",
            "service.running",
            "swarm.service-running",
            "unit.steady");
  }
}
