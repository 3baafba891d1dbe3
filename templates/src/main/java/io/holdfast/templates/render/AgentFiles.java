package io.holdfast.templates.render;

import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Our own process on every host: its settings, its token for registering services, its unit.
final class AgentFiles {
  private static final String TOKENS = Layout.AGENT_SECRETS + "/secrets.json";

  private final TemplateEngine engine;

  AgentFiles(TemplateEngine engine) {
    this.engine = engine;
  }

  ComponentFiles files(HostModel model) {
    return new ComponentFiles(
        Layout.AGENT,
        Optional.empty(),
        List.of(
            new GeneratedFolder(model.site().places().data(), "0755", "root", "root"),
            new GeneratedFolder(Layout.AGENT_SECRETS, "0700", "root", "root")),
        List.of(),
        placed(model),
        List.of(),
        List.of(Layout.AGENT_UNIT),
        TakesOver.RESTART,
        List.of());
  }

  private List<GeneratedFile> placed(HostModel model) {
    var files =
        new ArrayList<>(TlsFiles.of(model.host(), Layout.CONSUL, Layout.AGENT_SECRETS, "root"));
    var token = Map.of("consulToken", SecretText.placeholder(SecretNames.CONSUL_REGISTRAR_TOKEN));
    files.add(GeneratedFile.closed(TOKENS, "root", Json.pretty(token)));
    files.add(GeneratedFile.closed(Layout.AGENT_CONFIG, "root", Json.pretty(settings(model))));
    files.add(GeneratedFile.open(Layout.unitFile(Layout.AGENT_UNIT), unit(model)));
    return files;
  }

  private String unit(HostModel model) {
    return engine.render(
        "agent.service.ftl",
        Map.of(
            "program",
            model.current(Layout.AGENT) + "/bin/holdfast-agent",
            "config",
            Layout.AGENT_CONFIG,
            "data",
            model.site().places().data(),
            "unset",
            ProxyNames.ofAgent(model.site())));
  }

  /// Swarm knows nothing of Consul; Nomad registers what it runs.
  private static boolean registersTasks(HostModel model) {
    return model.site().engine() == Engine.SWARM && Renderer.runsEngine(model.host());
  }

  static AgentSettings settings(HostModel model) {
    var site = model.site();
    return new AgentSettings(
        AgentSettings.SCHEMA,
        site.site(),
        model.host().name(),
        model.host().address(),
        model.host().roles(),
        site.places().data() + "/store",
        new AgentSettings.Listen(Layout.LOOPBACK, Layout.AGENT_HEALTH_PORT),
        new AgentSettings.Listen(Layout.LOOPBACK, Layout.AGENT_REGISTRY_PORT),
        new AgentSettings.Consul(
            "https://" + Layout.LOOPBACK + ":" + Layout.CONSUL_HTTPS_PORT,
            Layout.AGENT_SECRETS + "/ca.pem",
            Layout.AGENT_SECRETS + "/host.pem",
            Layout.AGENT_SECRETS + "/host.key",
            TOKENS),
        registersTasks(model) ? Optional.of(Layout.DOCKER_SOCKET) : Optional.empty(),
        model.is(Role.LB) ? Optional.of(Layout.HAPROXY_SOCKET) : Optional.empty(),
        model.vendor().services().stream()
            .map(s -> new AgentSettings.Service(s.name(), s.hostPort(), s.healthPath()))
            .toList());
  }
}
