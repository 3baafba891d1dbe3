package io.holdfast.bundle.build;

import io.holdfast.templates.site.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The appliances that the guides and the demo build.
public final class Examples {
  private static final String FOLDER = "/io/holdfast/bundle/example/";

  private Examples() {}

  /// A documented `appliance.yaml`: Consul, Docker, HAProxy, the agent and one small web service,
  /// with what the engine needs besides.
  public static String appliance(Engine engine) {
    var text = new StringBuilder();
    for (var part :
        List.of(engine + "/components", "images", engine + "/images", engine + "/vendor")) {
      part(part).ifPresent(text::append);
    }
    return text.toString();
  }

  /// Not every engine has every part.
  private static Optional<String> part(String name) {
    try (var stream = Examples.class.getResourceAsStream(FOLDER + name + ".yaml")) {
      return stream == null
          ? Optional.empty()
          : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
