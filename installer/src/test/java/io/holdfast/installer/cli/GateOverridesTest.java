package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.run.Fact;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GateOverridesTest {
  private static final Plan PLAN =
      new Plan(
          Plan.SCHEMA,
          "acme-1",
          "acme",
          Plan.Verb.UPGRADE,
          new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>()),
          new TreeMap<>(),
          List.of(
              new Stage.Group(
                  "/consul-servers",
                  "Change",
                  "consul",
                  Optional.empty(),
                  1,
                  List.of(
                      new Stage.HostWork(
                          "s1",
                          List.of(gate("consul.quorum-before")),
                          List.of(),
                          List.of(),
                          List.of(gate("unit.steady")),
                          List.of(),
                          List.of())))));

  private static GateSpec gate(String name) {
    return new GateSpec(name + "@s1", name, new TreeMap<>(), 0, 1, 1);
  }

  private static List<Fact.GateOverridden> of(String gate, String reason) {
    return new GateOverrides(List.of(gate), reason).of(PLAN, "ada");
  }

  @Test
  void takesASoftGateByItsNameOrOnOneHost() {
    assertThat(of("unit.steady", " seen "))
        .containsExactly(new Fact.GateOverridden("unit.steady", "ada", "seen"));
    assertThat(of("unit.steady@s1", "seen")).hasSize(1);
    assertThat(new GateOverrides().of(PLAN, "ada")).isEmpty();
  }

  @Test
  void wantsAReason() {
    for (var reason : new String[] {null, " "}) {
      assertThatThrownBy(() -> of("unit.steady", reason)).hasMessageContaining("HF-CLI-001");
    }
    assertThatThrownBy(() -> new GateOverrides(List.of(), "why").of(PLAN, "ada"))
        .hasMessageContaining("HF-CLI-001");
  }

  @Test
  void refusesAHardGate() {
    assertThatThrownBy(() -> of("consul.quorum-before", "hurry"))
        .hasMessageContaining("HF-RUN-015");
    assertThatThrownBy(() -> of("consul.quorum-before@s1", "hurry"))
        .hasMessageContaining("HF-RUN-015");
  }

  @Test
  void namesTheNearestOfTheGatesOfThePlan() {
    assertThatThrownBy(() -> of("unit.stedy", "hurry"))
        .hasMessageContaining("HF-CLI-001")
        .hasMessageContaining("perhaps unit.steady");
    assertThatThrownBy(() -> of("lb.host-back", "hurry"))
        .hasMessageContaining("The plan has no gate lb.host-back");
  }
}
