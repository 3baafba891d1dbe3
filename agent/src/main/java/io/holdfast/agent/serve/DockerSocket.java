package io.holdfast.agent.serve;

import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.http.HttpCall;
import io.holdfast.agent.http.HttpWire;
import io.holdfast.agent.http.SocketStreams;
import io.holdfast.templates.text.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The container engine's own API on its unix socket: which containers offer services, and when
/// that changes.
///
/// The engine is spoken to only while its process runs. Its socket belongs to systemd, which would
/// start the engine for whoever connects, also in the middle of its upgrade.
final class DockerSocket {
  private static final int MAX_BODY = 16 << 20;
  private final Path socket;
  private final Path pidFile;

  DockerSocket(Path socket, Path pidFile) {
    this.socket = socket;
    this.pidFile = pidFile;
  }

  boolean isRunning() throws IOException {
    var text = DurableFiles.read(pidFile);
    if (text.isEmpty()) {
      return false;
    }
    var pid = new String(text.get(), StandardCharsets.UTF_8).strip();
    return pid.matches("[0-9]{1,10}") && ProcessHandle.of(Long.parseLong(pid)).isPresent();
  }

  /// Running containers with the label `holdfast.service`, sorted by their service ids.
  List<Container> containers() throws IOException {
    var filters = Map.of("label", List.of("holdfast.service"), "status", List.of("running"));
    try (var streams = SocketStreams.connect(socket)) {
      var wire = new HttpWire(streams.input(), streams.output());
      var result =
          wire.exchange(HttpCall.get("/containers/json?filters=" + encoded(filters)), MAX_BODY);
      if (!result.head().isSuccess()) {
        throw new IOException("the container engine answers " + result.status());
      }
      return containers(Json.readTree(result.body()));
    }
  }

  private static List<Container> containers(JsonNode list) {
    var containers = new ArrayList<Container>();
    for (var each : list) {
      var labels = new TreeMap<String, String>();
      each.path("Labels")
          .properties()
          .forEach(l -> labels.put(l.getKey(), l.getValue().asString("")));
      Container.of(each.path("Id").asString(""), labels).ifPresent(containers::add);
    }
    containers.sort(Comparator.comparing(Container::serviceId));
    return containers;
  }

  /// Calls `onChange` for each container that starts or ends; returns when the engine ends the
  /// stream.
  void watch(Runnable onChange) throws IOException {
    var filters =
        Map.of(
            "type", List.of("container"),
            "label", List.of("holdfast.service"),
            "event", List.of("start", "die", "kill", "pause", "unpause"));
    try (var streams = SocketStreams.connect(socket)) {
      var wire = new HttpWire(streams.input(), streams.output());
      var flow = wire.begin(HttpCall.get("/events?filters=" + encoded(filters)));
      if (!flow.head().isSuccess()) {
        throw new IOException("the container engine answers " + flow.head().status());
      }
      onChange.run();
      var lines = new BufferedReader(new InputStreamReader(flow.body(), StandardCharsets.UTF_8));
      while (lines.readLine() != null) {
        onChange.run();
      }
    }
  }

  private static String encoded(Object filters) {
    return URLEncoder.encode(Json.write(filters), StandardCharsets.UTF_8);
  }
}
