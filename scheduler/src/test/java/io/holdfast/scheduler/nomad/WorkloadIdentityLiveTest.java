package io.holdfast.scheduler.nomad;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.live.LiveHost;
import io.holdfast.scheduler.live.LiveReleases;
import io.holdfast.scheduler.live.LiveTransport;
import io.holdfast.scheduler.live.Polling;
import io.holdfast.templates.text.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A service that a real Nomad runs registers in a real Consul by the identity of its workload.
@Tag("e2e")
class WorkloadIdentityLiveTest {
  private static final Map<String, String> ONE = Map.of("host", "h1", "plannedVoters", "1");

  @Test
  void aServiceOfNomadRegistersByItsIdentity(@TempDir Path folder) throws Exception {
    var consul = LiveReleases.newest("consul");
    var nomad = LiveReleases.newest("nomad");
    try (var host = new LiveHost(folder, consul, nomad)) {
      host.startConsul();
      met(host, "consul.formed");
      perform(host, "consul.bootstrap-acl", Map.of());
      host.startNomad();
      met(host, "nomad.formed");
      met(host, "nomad.keyring-ready");
      perform(host, "nomad.bootstrap-acl", Map.of());
      perform(host, "consul.workload-identity", Map.of());
      for (var operation : new String[] {"nomad.bootstrap-acl", "consul.workload-identity"}) {
        assertThat(Operations.named(operation).look(host.world(Map.of())).changed())
            .as(operation)
            .isFalse();
      }
      perform(host, "nomad.deploy-job", Map.of("job", "hello", "specification", job()));
      assertThat(registered(host)).contains("\"ServiceName\":\"hello\"");
      var token = host.consul("/v1/acl/tokens?authmethod=nomad-workloads");
      assertThat(Json.readTree(token).get(0).path("ServiceIdentities").toString())
          .isEqualTo("[{\"ServiceName\":\"hello\"}]");
    }
  }

  private static String registered(LiveHost host) {
    var clock = new LiveTransport.RealClock();
    var seen = "";
    for (var look = 0; look < 60 && !seen.contains("hello"); look++) {
      clock.sleepMs(1_000);
      seen = host.consul("/v1/catalog/service/hello");
    }
    return seen;
  }

  private static String job() {
    return """
    {"ID":"hello","Name":"hello","Type":"service","Datacenters":["*"],
     "TaskGroups":[{"Name":"hello",
      "Networks":[{"DynamicPorts":[{"Label":"http"}]}],
      "Services":[{"Name":"hello","PortLabel":"http","Provider":"consul"}],
      "Tasks":[{"Name":"hello","Driver":"raw_exec",
       "Config":{"command":"/bin/sleep","args":["100000"]},
       "Resources":{"CPU":50,"MemoryMB":20}}]}]}
    """;
  }

  private static void met(LiveHost host, String gate) {
    var verdict = Polling.until(host.world(Map.of()), gate, ONE);
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.Met.class);
  }

  private static void perform(LiveHost host, String operation, Map<String, String> parameters) {
    assertThat(Operations.named(operation).perform(host.world(parameters)).changed())
        .as(operation)
        .isTrue();
  }
}
