package io.holdfast.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Plan PLAN =
      new Plan(
          Plan.SCHEMA,
          "acme-1",
          "acme",
          Plan.Verb.UPGRADE,
          new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>()),
          new TreeMap<>(),
          List.of());

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void isReadAsItWasWritten() {
    assertThat(Plan.read(Json.canonical(PLAN))).isEqualTo(PLAN);
  }

  @Test
  void ofAnotherFormIsRefusedByNameHoweverElseItLooks() {
    var newer = Json.write(PLAN).replace("holdfast/plan/1", "holdfast/plan/2");
    assertThatThrownBy(() -> Plan.read(bytes(newer.replace("siteId", "clusterId"))))
        .hasMessageContaining("HF-VER-006")
        .hasMessageContaining("\"holdfast/plan/2\", this Holdfast reads holdfast/plan/1")
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.first().toText()).contains("holdfast plan --out FILE"));
  }

  @Test
  void thatIsDamagedOrSomethingElseIsSaidToBe() {
    assertThatThrownBy(() -> Plan.read(bytes("{}"))).hasMessageContaining("HF-CFG-019");
    assertThatThrownBy(() -> Plan.read(bytes("{\"schema\":\"holdfast/trust/1\",\"keys\":[]}")))
        .hasMessageContaining("HF-CFG-019");
    assertThatThrownBy(() -> Plan.read(bytes("{\"schema\""))).hasMessageContaining("HF-CFG-019");
    assertThatThrownBy(() -> Plan.read(bytes("{\"schema\":\"holdfast/plan/1\",\"x\":1}")))
        .hasMessageContaining("HF-CFG-019");
  }
}
