package io.holdfast.templates.render;

import io.holdfast.templates.site.Engine;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The container engine, from the distribution's packages. Its unit is theirs; ours is a drop-in.
final class DockerFiles {
  private final TemplateEngine engine;

  DockerFiles(TemplateEngine engine) {
    this.engine = engine;
  }

  ComponentFiles files(HostModel model) {
    var config = Json.pretty(config(model));
    var dropIn =
        engine.render(
            "docker.dropin.ftl",
            Map.of(
                "unset",
                ProxyNames.ofProducts(model.site()),
                "lines",
                UnitLines.of(model.vendor().docker())));
    return new ComponentFiles(
        Layout.DOCKER,
        Optional.empty(),
        List.of(new GeneratedFolder("/etc/docker", "0755", "root", "root")),
        List.of(GeneratedFile.open("etc/daemon.json", config)),
        List.of(
            GeneratedFile.open(Layout.DOCKER_CONFIG, config),
            GeneratedFile.open(Layout.dropIn(Layout.DOCKER_UNIT), dropIn)),
        checks(model),
        List.of(Layout.CONTAINERD_UNIT, Layout.DOCKER_UNIT),
        TakesOver.RESTART,
        List.of());
  }

  /// `--validate` came with 23.0; before that only the start itself tells.
  private static List<ProductCheck> checks(HostModel model) {
    if (!model.version(Layout.DOCKER).atLeast(23, 0)) {
      return List.of();
    }
    var arguments =
        List.of("/usr/sbin/dockerd", "--validate", "--config-file", "{copy}/etc/daemon.json");
    return List.of(new ProductCheck(arguments, true));
  }

  private static ObjectNode config(HostModel model) {
    var config = JsonNodeFactory.instance.objectNode();
    config.put("data-root", model.site().places().dockerRoot());
    config.put("log-driver", "json-file");
    config.putObject("log-opts").put("max-size", "10m").put("max-file", "3");
    var merged = model.vendor().docker().config().mergedOver(config);
    // The engine refuses to be a member of a swarm while this is on. Under Nomad it is what keeps
    // the
    // tasks of a worker when its engine restarts.
    return merged.put("live-restore", model.site().engine() == Engine.NOMAD);
  }
}
