package io.holdfast.templates.vendor;

import io.holdfast.templates.yaml.Default;
import java.util.List;

/// What the vendor says about HAProxy. The lists are lines in HAProxy's own words, added at the end
/// of the sections `global`, `defaults`, the one public `frontend`, and every `backend`.
public record HaproxySettings(
    @Default("10000") int maxConnections,
    @Default("[]") List<String> global,
    @Default("[]") List<String> defaults,
    @Default("[]") List<String> frontend,
    @Default("[]") List<String> backend) {
  public HaproxySettings {
    if (maxConnections < 100) {
      throw new IllegalArgumentException("maxConnections must be at least 100");
    }
    global = lines(global);
    defaults = lines(defaults);
    frontend = lines(frontend);
    backend = lines(backend);
  }

  public static HaproxySettings standard() {
    return new HaproxySettings(10_000, List.of(), List.of(), List.of(), List.of());
  }

  private static List<String> lines(List<String> given) {
    return given.stream()
        .map(line -> Lines.requireOne("a line for HAProxy", line).strip())
        .toList();
  }
}
