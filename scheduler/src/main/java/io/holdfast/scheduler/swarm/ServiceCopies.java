package io.holdfast.scheduler.swarm;

import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import io.holdfast.templates.vendor.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The swarm services that stand for one service of the vendor: one global service per instance on
/// a worker, each with a host port of its own.
///
/// Global services come back on their own host after its engine restarts, and swarm does not
/// rebalance anything; host ports without the ingress mesh keep each backend's address that of its
/// host. Load balancer and Consul check the health, so the image's own check is off.
record ServiceCopies(ServiceSpec service, String image) {
  static final String SERVICE_LABEL = "holdfast.service";
  static final String PORT_LABEL = "holdfast.port";
  static final String HEALTH_LABEL = "holdfast.health";
  static final String SPEC_LABEL = "holdfast.spec";
  private static final long SECOND_NS = 1_000_000_000L;

  /// Specifications by service name, each with the digest of itself as a label.
  SortedMap<String, Map<String, Object>> specifications() {
    var all = new TreeMap<String, Map<String, Object>>();
    IntStream.rangeClosed(1, service.instancesPerWorker())
        .forEach(
            copy -> {
              var bare = specification(copy, "");
              all.put(
                  name(copy),
                  specification(copy, Sha256.of(Json.canonical(bare)).substring(0, 16)));
            });
    return all;
  }

  /// A specification with another number of forced updates. It carries the same digest.
  static Map<String, Object> forced(Map<String, Object> specification, long count) {
    var task = new TreeMap<String, Object>();
    if (specification.get("TaskTemplate") instanceof Map<?, ?> standing) {
      standing.forEach((key, value) -> task.put(String.valueOf(key), value));
    }
    task.put("ForceUpdate", count);
    var forced = new TreeMap<>(specification);
    forced.put("TaskTemplate", task);
    return forced;
  }

  private String name(int copy) {
    return service.name() + "-" + copy;
  }

  private Map<String, Object> specification(int copy, String digest) {
    var hostPort = service.hostPort() + copy - 1;
    return new TreeMap<>(
        Map.of(
            "Name", name(copy),
            "Labels", labels(hostPort, digest),
            "TaskTemplate", task(hostPort, digest),
            "Mode", Map.of("Global", Map.of()),
            "UpdateConfig",
                Map.of(
                    "Parallelism",
                    1,
                    "Delay",
                    5 * SECOND_NS,
                    "Monitor",
                    10 * SECOND_NS,
                    "FailureAction",
                    "pause",
                    "MaxFailureRatio",
                    0,
                    "Order",
                    "stop-first"),
            "EndpointSpec", Map.of("Mode", "dnsrr", "Ports", List.of(port(hostPort)))));
  }

  private Map<String, String> labels(int hostPort, String digest) {
    return new TreeMap<>(
        Map.of(
            SERVICE_LABEL,
            service.name(),
            PORT_LABEL,
            Integer.toString(hostPort),
            HEALTH_LABEL,
            service.healthPath(),
            SPEC_LABEL,
            digest));
  }

  private Map<String, Object> task(int hostPort, String digest) {
    return new TreeMap<>(
        Map.of(
            "ContainerSpec", container(hostPort, digest),
            "RestartPolicy", Map.of("Condition", "any", "Delay", 2 * SECOND_NS),
            "Placement",
                Map.of("Constraints", List.of("node.labels." + Node.WORKER_LABEL + "==true")),
            "ForceUpdate", 0));
  }

  private Map<String, Object> container(int hostPort, String digest) {
    var container =
        new TreeMap<String, Object>(
            Map.of(
                "Image",
                image,
                "Labels",
                labels(hostPort, digest),
                "Healthcheck",
                Map.of("Test", List.of("NONE")),
                "StopGracePeriod",
                10 * SECOND_NS));
    if (!service.environment().isEmpty()) {
      container.put(
          "Env",
          service.environment().entrySet().stream()
              .map(entry -> entry.getKey() + "=" + entry.getValue())
              .sorted()
              .toList());
    }
    service.command().ifPresent(command -> container.put("Command", command));
    return container;
  }

  private Map<String, Object> port(int hostPort) {
    return Map.of(
        "Protocol",
        "tcp",
        "TargetPort",
        service.port(),
        "PublishedPort",
        hostPort,
        "PublishMode",
        "host");
  }
}
