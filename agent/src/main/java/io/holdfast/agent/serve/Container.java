package io.holdfast.agent.serve;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A running container that offers a service of the appliance: it says so by its labels.
record Container(String id, String service, int port, String healthPath) {
  private static final Pattern SERVICE = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{12,64}");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final int SHORT = 12;

  /// From the engine's id and labels; empty when the labels make no service.
  static Optional<Container> of(String id, Map<String, String> labels) {
    var service = labels.getOrDefault("holdfast.service", "");
    var port = labels.getOrDefault("holdfast.port", "");
    var path = labels.getOrDefault("holdfast.health", "/");
    boolean sound =
        ID.matcher(id).matches()
            && SERVICE.matcher(service).matches()
            && PORT.matcher(port).matches()
            && path.startsWith("/");
    return sound
        ? Optional.of(new Container(id, service, Integer.parseInt(port), path))
        : Optional.empty();
  }

  /// The id under which Consul knows it: one per container, so a successor never inherits a state.
  String serviceId() {
    return service + "-" + id.substring(0, SHORT);
  }
}
