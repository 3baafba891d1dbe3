package io.holdfast.lab.demo;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A moment of an upgrade at which its program is killed: the first event of a kind about steps
/// whose path matches.
record KillPlace(String kind, Pattern path) {
  private static final List<KillPlace> SAMPLE =
      List.of(
          new KillPlace("step-started", "/consul-servers/s./swap"),
          new KillPlace("step-done", "/docker-managers/s./swap"),
          new KillPlace("step-done", "/docker-workers/w./drain"));

  private static final List<KillPlace> ALL =
      List.of(
          new KillPlace("step-done", "/stage/w1/blobs"),
          new KillPlace("step-started", "/consul-servers/s./swap"),
          new KillPlace("step-done", "/consul-servers/s./swap"),
          new KillPlace("step-done", "/consul-clients/w1/drain"),
          new KillPlace("step-started", "/consul-clients/w2/swap"),
          new KillPlace("step-started", "/docker-managers/s./swap"),
          new KillPlace("step-done", "/docker-managers/s./swap"),
          new KillPlace("step-done", "/docker-workers/w1/swap"),
          new KillPlace("step-started", "/docker-workers/w2/swap"),
          new KillPlace("step-started", "/load-balancers/w2/swap"));

  private KillPlace(String kind, String path) {
    this(kind, Pattern.compile(path));
  }

  /// In the order in which an upgrade comes by: all of them with `holdfast.check=all`.
  static Stream<KillPlace> chosen() {
    return "all".equals(System.getProperty("holdfast.check")) ? ALL.stream() : SAMPLE.stream();
  }

  boolean isAt(JsonNode event) {
    return event.path("kind").asString("").equals(kind)
        && path.matcher(event.path("path").asString("")).matches();
  }
}
