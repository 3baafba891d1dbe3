package io.holdfast.scheduler.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.templates.problem.HoldfastException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
    assertThat(new Maintenance(world("s2")).hosts()).isEmpty();
    assertThat(changes("begin", "s2")).isTrue();
    assertThat(changes("begin", "s2")).isFalse();
    assertThat(changes("begin", "w1")).isTrue();
    assertThat(new Maintenance(world("s2")).hosts()).containsExactly("s2", "w1");
    assertThat(changes("end", "s2")).isTrue();
    assertThat(changes("end", "s2")).isFalse();
    assertThat(new Maintenance(world("s2")).hosts()).containsExactly("w1");
  }

  @Test
  void isUnknownWhereNoServerAnswersAndNothingIsNotedThen() {
    for (var server : new String[] {"s1", "s2", "s3"}) {
      consul.api().silence(server);
    }
    assertThat(new Maintenance(world("s2")).hosts()).isEmpty();
    assertThatThrownBy(() -> changes("begin", "s2")).isInstanceOf(HoldfastException.class);
    assertThat(kept).isEmpty();
  }
}
