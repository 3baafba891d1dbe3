package io.holdfast.scheduler.nomad;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.Worlds;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PluginsReadTest {
  private final RecordedNomad nomad = new RecordedNomad();

  @Test
  void waitsUntilTheServersKnowEachPluginInThePlannedVersion() {
    known("v1.2.0", "bridge", "firewall", "host-local", "loopback", "portmap");
    assertNotYet("the plugin bridge of w1 runs v1.2.0, planned is 1.9.1");
    known("v1.9.1", "bridge", "firewall", "host-local", "loopback");
    assertNotYet("the plugin portmap of w1 runs an unknown version, planned is 1.9.1");
    known("v1.9.1", "bridge", "firewall", "host-local", "loopback", "portmap");
    assertThat(judge("w1").why()).isEqualTo("the plugins of w1 are 1.9.1");
    assertThat(judge("w1")).isInstanceOf(Verdict.Met.class);
    assertThat(judge("w9").why()).isEqualTo("the servers do not know w9");
  }

  private void known(String version, String... plugins) {
    nomad
        .api()
        .answer(
            "* GET /v1/node/node-w1",
            Stream.of(plugins)
                .map(plugin -> "\"plugins.cni.version." + plugin + "\":\"" + version + "\"")
                .collect(Collectors.joining(",", "{\"Attributes\":{", "}}")));
  }

  private void assertNotYet(String why) {
    assertThat(judge("w1")).isInstanceOf(Verdict.NotYet.class);
    assertThat(judge("w1").why()).startsWith(why);
  }

  private Verdict judge(String host) {
    return Gates.named("nomad.plugins-read")
        .judge(Worlds.of(nomad.api(), Map.of("host", host, "version", "1.9.1")));
  }
}
