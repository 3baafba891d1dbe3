package io.holdfast.scheduler.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.RecordedApi;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.HostReading.UnitReading;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HostGatesTest {
  private static final Map<String, String> SOAK = Map.of("host", "s1", "unit", "docker.service");
  private Optional<UnitReading> unit = Optional.of(running(7));

  @Test
  void asksTheAgentForItsVersionAndHealth() {
    var api =
        new RecordedApi()
            .answer("s1 GET /health", "{\"version\":\"0.2.0\",\"siteId\":\"x\",\"status\":\"ok\"}");
    var gate = Gates.named("agent.healthy");
    assertThat(gate.judge(Worlds.of(api, Map.of("host", "s1", "version", "0.2.0"))))
        .isInstanceOf(Verdict.Met.class);
    assertThat(gate.judge(Worlds.of(api, Map.of("host", "s1", "version", "0.3.0"))).why())
        .contains("runs 0.2.0, planned is 0.3.0");
    api.answer("s1 GET /health", "{\"version\":\"0.2.0\",\"status\":\"starting\"}");
    assertThat(gate.judge(Worlds.of(api, Map.of("host", "s1", "version", "0.2.0"))))
        .isInstanceOf(Verdict.NotYet.class);
    assertThat(gate.judge(Worlds.of(api, Map.of("host", "s2", "version", "0.2.0"))).why())
        .contains("does not answer");
  }

  @Test
  void aHostAnswersWhateverItSays() {
    var gate = Gates.named("host.answers");
    var host = Map.of("host", "w1");
    assertThat(gate.judge(Worlds.ofReadings((_, _) -> reading(), host)))
        .isInstanceOf(Verdict.Met.class);
    var silent =
        Worlds.ofReadings(
            (_, _) -> {
              throw HoldfastException.of(ProblemId.HOST_UNREACHABLE, "no route to host");
            },
            host);
    assertThat(gate.judge(silent)).isInstanceOf(Verdict.NotYet.class);
    assertThat(gate.judge(silent).why()).isEqualTo("w1 does not answer: no route to host");
  }

  @Test
  void soaksAsLongAsTheProcessStaysTheSame() {
    var world = Worlds.ofReadings((host, request) -> reading(), SOAK);
    var gate = Gates.named("unit.steady");
    assertThat(gate.judge(world)).isInstanceOf(Verdict.Met.class);
    assertThat(gate.judge(world)).isInstanceOf(Verdict.Met.class);
    unit = Optional.of(running(8));
    assertThat(gate.judge(world)).isInstanceOf(Verdict.Failed.class);
  }

  @Test
  void waitsForTheFirstStartButNotForAReturn() {
    var world = Worlds.ofReadings((host, request) -> reading(), SOAK);
    var gate = Gates.named("unit.steady");
    unit = Optional.of(new UnitReading("activating", true, 0, 0));
    assertThat(gate.judge(world)).isInstanceOf(Verdict.NotYet.class);
    unit = Optional.of(running(7));
    assertThat(gate.judge(world)).isInstanceOf(Verdict.Met.class);
    unit = Optional.of(new UnitReading("failed", true, 0, 0));
    assertThat(gate.judge(world)).isInstanceOf(Verdict.Failed.class);
  }

  @Test
  void waitsForAHostThatDoesNotAnswer() {
    var world =
        Worlds.ofReadings(
            (host, request) -> {
              throw HoldfastException.of(ProblemId.CONNECTION_LOST, "cut");
            },
            SOAK);
    assertThat(Gates.named("unit.steady").judge(world).why()).isEqualTo("s1 does not answer: cut");
  }

  private static UnitReading running(long process) {
    return new UnitReading("active", true, process, process * 1_000);
  }

  private HostReading reading() {
    var units = new TreeMap<String, UnitReading>();
    unit.ifPresent(found -> units.put("docker.service", found));
    return new HostReading(
        Optional.empty(),
        "machine",
        "boot",
        1,
        1,
        1,
        1,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        units,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        Optional.empty());
  }
}
