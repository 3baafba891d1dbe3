package io.holdfast.scheduler.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaintenanceTest {
  private static final String KEY = "/v1/kv/holdfast/maintenance/";

  private final RecordedConsul consul = new RecordedConsul();
  private final TreeSet<String> kept = new TreeSet<>();

  @BeforeEach
  void keepKeys() {
    var api = consul.api();
    for (var host : new String[] {"s2", "w1"}) {
      api.react("* GET " + KEY + host, _ -> answer(kept.contains(host) ? 200 : 404, "[]"));
      api.react("* PUT " + KEY + host, _ -> answer(200, "true", () -> kept.add(host)));
      api.react("* DELETE " + KEY + host, _ -> answer(200, "true", () -> kept.remove(host)));
    }
    api.react(
        "* GET " + KEY + "?keys", _ -> kept.isEmpty() ? answer(404, "") : answer(200, keys()));
  }

  private String keys() {
    var list = kept.stream().map(host -> "\"holdfast/maintenance/" + host + '"').toList();
    return list.toString();
  }

  private static ApiAnswer answer(int status, String body, Runnable... effects) {
    for (var effect : effects) {
      effect.run();
    }
    return new ApiAnswer(status, new TreeMap<>(), body);
  }

  private World world(String host) {
    return Worlds.of(consul.api(), Map.of("host", host));
  }

  private boolean changes(String operation, String host) {
    var named = Operations.named("consul." + operation + "-maintenance");
    var looked = named.look(world(host));
    var done = named.perform(world(host));
    assertThat(done).isEqualTo(looked);
    return done.changed();
  }

  @Test
  void isNotedOnceAndForgottenOnce() {
    assertThat(new Maintenance(world("s2")).told().orElseThrow()).isEmpty();
    assertThat(changes("begin", "s2")).isTrue();
    assertThat(changes("begin", "s2")).isFalse();
    assertThat(changes("begin", "w1")).isTrue();
    assertThat(new Maintenance(world("s2")).told().orElseThrow()).containsExactly("s2", "w1");
    assertThat(changes("end", "s2")).isTrue();
    assertThat(changes("end", "s2")).isFalse();
    assertThat(new Maintenance(world("s2")).told().orElseThrow()).containsExactly("w1");
  }

  @Test
  void isUnknownWhereNoServerAnswersAndNothingIsNotedThen() {
    for (var server : new String[] {"s1", "s2", "s3"}) {
      consul.api().silence(server);
    }
    assertThat(new Maintenance(world("s2")).told()).isEmpty();
    assertThat(new Maintenance(world("s2")).seen()).isEmpty();
    assertThatThrownBy(() -> changes("begin", "s2")).isInstanceOf(HoldfastException.class);
    assertThat(kept).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 403, 500})
  void isNotTakenForNoneWhereServersAnswerAndDoNotTell(int status) {
    kept.add("s2");
    consul.api().react("* GET " + KEY + "?keys", _ -> answer(status, "rpc error"));
    assertThatThrownBy(() -> new Maintenance(world("s2")).told())
        .isInstanceOfSatisfying(
            HoldfastException.class,
            untold -> {
              assertThat(untold.has(ProblemId.API_SILENT)).isTrue();
              assertThat(untold.first().what()).contains("which hosts are in maintenance");
            });
    assertThat(new Maintenance(world("s2")).seen()).isEmpty();
  }

  @Test
  void isAskedOfAnotherServerWhereOneDoesNotTell() {
    kept.add("s2");
    consul.api().react("s1 GET " + KEY + "?keys", _ -> answer(500, "rpc error"));
    assertThat(new Maintenance(world("s2")).told().orElseThrow()).containsExactly("s2");
  }

  @Test
  void isAskedAgainOnceAnElectionIsOver() {
    kept.add("s2");
    var asked = new AtomicInteger();
    for (var server : new String[] {"s1", "s2", "s3"}) {
      consul
          .api()
          .react(
              server + " GET /v1/status/leader",
              _ -> answer(200, asked.incrementAndGet() > 3 ? "\"10.0.0.1:8300\"" : "\"\""));
    }
    assertThat(new Maintenance(world("s2")).told().orElseThrow()).containsExactly("s2");
  }

  @Test
  void isNeitherNotedNorForgottenWhileARefusalIsTheAnswer() {
    consul.api().react("* GET " + KEY + "s2", _ -> answer(403, "Permission denied"));
    assertThatThrownBy(() -> changes("begin", "s2")).isInstanceOf(HoldfastException.class);
    assertThat(kept).isEmpty();
  }
}
