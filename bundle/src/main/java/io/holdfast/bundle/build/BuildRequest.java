package io.holdfast.bundle.build;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// What one build is given.
///
/// @param appliance the appliance file
/// @param variables values for `${name}` in its paths
/// @param target the bundle to write
/// @param keys the key folder
/// @param cache where fetched packages are kept
public record BuildRequest(
    Path appliance, Map<String, String> variables, Path target, Path keys, Path cache) {
  public BuildRequest {
    variables = java.util.Collections.unmodifiableMap(new TreeMap<>(variables));
  }

  /// The cache below `XDG_CACHE_HOME`, or below the home folder's `.cache`.
  public static Path standardCache(Map<String, String> environment) {
    var cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    var base =
        cache.isEmpty() ? Path.of(environment.getOrDefault("HOME", "."), ".cache") : Path.of(cache);
    return base.resolve("holdfast").resolve("packages");
  }
}
