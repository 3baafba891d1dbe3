package io.holdfast.templates.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RendererTest {
  private final Renderer renderer = new Renderer();

  @Test
  void aHostGetsTheComponentsOfItsRolesInTheOrderOfChange() {
    assertThat(names(Models.named("3-servers-server")))
        .containsExactly("agent", "consul", "docker");
    assertThat(names(Models.named("3-servers-worker-lb")))
        .containsExactly("agent", "consul", "docker", "haproxy");
  }

  @Test
  void onlyAWorkerOfNomadRunsContainers() {
    assertThat(names(Models.named("nomad-3-servers-server")))
        .containsExactly("agent", "consul", "nomad");
    assertThat(names(Models.named("nomad-3-servers-worker-lb")))
        .containsExactly("agent", "consul", "docker", "cni", "nomad", "haproxy");
    assertThat(names(Models.named("nomad-1-server-alone")))
        .containsExactly("agent", "consul", "docker", "cni", "nomad", "haproxy");
  }

  @Test
  void aVendorCanNeverMakeNomadLeave() {
    for (var name : List.of("nomad-3-servers-server", "nomad-3-servers-worker-lb")) {
      var config = config(Models.named(name), Layout.NOMAD);
      assertThat(config.get("leave_on_terminate").asBoolean()).isFalse();
      assertThat(config.get("leave_on_interrupt").asBoolean()).isFalse();
    }
  }

  @Test
  void whatAVendorSaysOfNomadsClientsReachesNoServer() {
    var server = config(Models.named("nomad-3-servers-server"), Layout.NOMAD);
    assertThat(server.has("client")).isFalse();
    assertThat(server.has("plugin")).isFalse();
    var worker = config(Models.named("nomad-3-servers-worker-lb"), Layout.NOMAD);
    assertThat(worker.get("client").get("gc_max_allocs").asInt()).isEqualTo(80);
    assertThat(worker.has("server")).isFalse();
    assertThat(worker.has("autopilot")).isFalse();
  }

  @Test
  void onlyAServerOfNomadGetsTheKeyOfItsGossip() {
    assertThat(secrets("nomad-3-servers-server"))
        .containsExactlyInAnyOrder(
            "consul.token.nomad-server",
            "nomad.gossip",
            "tls.ca.cert",
            "tls.s2.nomad.cert",
            "tls.s2.nomad.key");
    assertThat(secrets("nomad-3-servers-worker-lb"))
        .containsExactlyInAnyOrder(
            "consul.token.nomad-client", "tls.ca.cert", "tls.w1.nomad.cert", "tls.w1.nomad.key");
  }

  private Set<String> secrets(String topology) {
    return renderer.files(Models.named(topology), Layout.NOMAD).secretNames();
  }

  @Test
  void aVendorCanNeverMakeConsulLeave() {
    for (var model : Models.all().values()) {
      var config = consulConfig(model);
      assertThat(config.get("leave_on_terminate").asBoolean()).isFalse();
      assertThat(config.get("skip_leave_on_interrupt").asBoolean()).isTrue();
    }
  }

  @Test
  void aVendorsSettingsLieOverOursAndNullRemoves() {
    var config = consulConfig(Models.named("3-servers-server"));
    assertThat(config.get("log_level").asString()).isEqualTo("DEBUG");
    assertThat(config.get("telemetry").has("disable_hostname")).isFalse();
    assertThat(config.get("telemetry").get("prometheus_retention_time").asString())
        .isEqualTo("24h");
  }

  @Test
  void noCopyHoldsASecretAndAllNamesAreThoseOfThisHost() {
    var model = Models.named("3-servers-worker-lb");
    for (var files : renderer.files(model)) {
      assertThat(files.copyFiles()).noneMatch(file -> file.text().hasSecrets());
      assertThat(files.placedFiles())
          .filteredOn(file -> file.text().hasSecrets())
          .allMatch(file -> file.mode().equals("0640"));
      assertThat(files.secretNames())
          .isSubsetOf(
              "consul.gossip",
              "consul.token.agent",
              "consul.token.default",
              "consul.token.registrar",
              "tls.ca.cert",
              "tls.w1.consul.cert",
              "tls.w1.consul.key");
    }
  }

  @Test
  void theAgentReadsBackItsOwnSettings() {
    var model = Models.named("3-servers-worker-lb");
    var text =
        renderer.files(model, Layout.AGENT).placedFiles().stream()
            .filter(file -> file.path().equals(Layout.AGENT_CONFIG))
            .findFirst()
            .orElseThrow()
            .text()
            .text();
    assertThat(Json.read(text, AgentSettings.class)).isEqualTo(AgentFiles.settings(model));
  }

  @Test
  void theCheckOfAProductNamesTheCopyThatIsNotChosenYet() {
    var check = renderer.files(Models.named("3-servers-server"), Layout.CONSUL).checks().getFirst();
    assertThat(check.argumentsFor("/opt/holdfast/consul/1.15.4-0123456789ab"))
        .containsExactly(
            "/opt/holdfast/consul/1.15.4-0123456789ab/bin/consul",
            "validate",
            "/opt/holdfast/consul/1.15.4-0123456789ab/etc/consul.json");
  }

  @Test
  void thePortsOfAHostComeFromTheSameModel() {
    var site = Models.site(3);
    var ports = Renderer.ports(site, site.host("w1").orElseThrow(), Models.vendor());
    assertThat(ports)
        .extracting(use -> use.port() + "/" + use.protocol() + " " + use.component())
        .containsExactly(
            "80/TCP haproxy",
            "4789/UDP docker",
            "5000/TCP agent",
            "7373/TCP agent",
            "7946/TCP docker",
            "7946/UDP docker",
            "8301/TCP consul",
            "8301/UDP consul",
            "8404/TCP haproxy",
            "8501/TCP consul",
            "8600/TCP consul",
            "8600/UDP consul",
            "18080/TCP shop",
            "18090/TCP stock",
            "18091/TCP stock");
    var server = Renderer.ports(site, site.host("s1").orElseThrow(), Models.vendor());
    assertThat(server).extracting(PortUse::port).contains(2377, 8300).doesNotContain(80, 18080);
  }

  @Test
  void theServersOfNomadListenToEachOtherAndItsWorkersToNobodyOutside() {
    var site = Models.site("nomad", 3);
    assertThat(nomadPorts(site, "s1"))
        .containsExactly(
            "127.0.0.1:4646/TCP HOST []",
            "10.0.0.11:4647/TCP CLUSTER [server, worker]",
            "10.0.0.11:4648/TCP CLUSTER [server]",
            "10.0.0.11:4648/UDP CLUSTER [server]");
    assertThat(nomadPorts(site, "w1")).containsExactly("127.0.0.1:4646/TCP HOST []");
    for (var host : List.of("s1", "w1")) {
      assertThat(Renderer.ports(site, site.host(host).orElseThrow(), Models.vendor()))
          .extracting(PortUse::port)
          .doesNotContain(2377, 4789, 7946);
    }
  }

  private static List<String> nomadPorts(Site site, String host) {
    return Renderer.ports(site, site.host(host).orElseThrow(), Models.vendor()).stream()
        .filter(use -> use.component().equals(Layout.NOMAD))
        .map(
            use ->
                "%s:%d/%s %s %s"
                    .formatted(
                        use.address(),
                        use.port(),
                        use.protocol(),
                        use.reachedFrom(),
                        use.connectedBy()))
        .toList();
  }

  @Test
  void equalModelsGiveEqualFiles() {
    assertThat(renderer.files(Models.model(5, "w1", Models.vendor(), Models.NEW)))
        .isEqualTo(new Renderer().files(Models.model(5, "w1", Models.vendor(), Models.NEW)));
  }

  @Test
  void aComponentWithoutAVersionIsAMistakeOfTheCaller() {
    var model = Models.model(3, "s1", VendorSettings.none(), Map.of("agent", "0.1.0"));
    assertThatThrownBy(() -> renderer.files(model)).hasMessageContaining("consul");
  }

  private List<String> names(HostModel model) {
    return renderer.files(model).stream().map(ComponentFiles::component).toList();
  }

  private JsonNode consulConfig(HostModel model) {
    return config(model, Layout.CONSUL);
  }

  private JsonNode config(HostModel model, String component) {
    return Json.readTree(renderer.files(model, component).copyFiles().getFirst().text().text());
  }
}
