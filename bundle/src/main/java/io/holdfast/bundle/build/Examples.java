package io.holdfast.bundle.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The appliance that the guides and the demo build.
public final class Examples {
  private Examples() {}

  /// A documented `appliance.yaml`: Consul, Docker, HAProxy, the agent and one small web service.
  public static String appliance() {
    try (var stream =
        Examples.class.getResourceAsStream("/io/holdfast/bundle/example/appliance.yaml")) {
      if (stream == null) {
        throw new IllegalStateException("the example is missing from the program");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
