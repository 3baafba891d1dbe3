package io.holdfast.scheduler.nomad;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.live.LiveTransport;
import io.holdfast.templates.text.FreeJson;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.vendor.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A service on real workers of which one is closed: the registered job in all but its container,
/// which is a bare process, and its patience, which is shorter.
record ServiceOnWorkers(NomadRig nomad) {
  private static final long SECOND = 1_000_000_000L;

  /// First as it would be if every worker were counted, then as it is.
  void isBroughtToThoseThatTakeWork() {
    settle(register(2, "100001"), "successful");
    nomad.close("w2", "migrate");
    var before = running();
    var counted = register(2, "100002");
    new LiveTransport.RealClock().sleepMs(8_000);
    assertThat(of(counted).status()).as("beyond its patience").isEqualTo("running");
    assertThat(running()).as("of before").isEqualTo(before);
    settle(register(1, "100002"), "successful");
    var kept = running();
    assertThat(kept).hasSize(1);
    nomad.open("w2");
    settle(register(2, "100002"), "successful");
    assertThat(running()).as("nothing is started anew").hasSize(2).containsAll(kept);
    var api = api();
    api.delete(api.requiredServer(), "/v1/job/web?purge=true");
  }

  /// Its new version.
  private long register(int open, String seconds) {
    var api = api();
    var server = api.requiredServer();
    spec(open, seconds).register(api, server, Map.of());
    return api.service(server, "web").json().at("Version").number();
  }

  private static JobSpec spec(int open, String seconds) {
    var service =
        new ServiceSpec("web", "web", 8080, 18080, 1, "/", Map.of(), Optional.empty(), 50, 20);
    var spec = new ServiceJob(service, seconds, 2).on(open);
    var job = spec.bare().json();
    job.withObject("/Update")
        .put("HealthCheck", "task_states")
        .put("MinHealthyTime", SECOND)
        .put("HealthyDeadline", 4 * SECOND)
        .put("ProgressDeadline", 5 * SECOND);
    var group = (ObjectNode) job.path("TaskGroups").get(0);
    group.remove(List.of("Networks", "Services"));
    var task = (ObjectNode) group.path("Tasks").get(0);
    task.put("Driver", "raw_exec").put("KillTimeout", SECOND);
    var config = task.putObject("Config").put("command", "/bin/sleep");
    config.putArray("args").add(seconds);
    return new JobSpec(spec.id(), Json.read(Json.write(job), FreeJson.class), spec.digest());
  }

  private void settle(long version, String status) {
    NomadRig.until(() -> !of(version).status().equals("running"));
    assertThat(of(version).status()).as(of(version).because()).isEqualTo(status);
  }

  private Deployment of(long version) {
    var api = api();
    return Deployment.ofVersion(
            Deployment.all(api.deployments(api.requiredServer(), "web")), version)
        .orElseGet(() -> new Deployment("", version, "running", "not begun"));
  }

  /// The ids of the allocations and when their tasks were started.
  private List<String> running() {
    var api = api();
    return Allocation.all(api.allocationsOf(api.requiredServer(), "web")).stream()
        .filter(it -> it.isWanted() && it.isRunning())
        .map(it -> it.id() + " " + it.started())
        .toList();
  }

  private NomadApi api() {
    return new NomadApi(new Inquiry(nomad.world(Map.of())));
  }
}
