package io.holdfast.scheduler.version;

import io.holdfast.templates.text.ProductVersion;
import java.util.Optional;
import java.util.stream.Stream;

/// A key of a product's own configuration that a release no longer has, or says it will lose.
///
/// @param key its path with dots, like `server.retry_join`
/// @param deprecated the release that says so first
/// @param gone the first release without it
/// @param instead what to write, as an order
/// @param source who says so
public record ChangedKey(
    String key, Optional<String> deprecated, Optional<String> gone, String instead, String source) {
  public ChangedKey {
    var releases = Stream.concat(deprecated.stream(), gone.stream()).toList();
    releases.forEach(ProductVersion::parse);
    if (releases.isEmpty() || instead.isBlank() || source.isBlank()) {
      throw new IllegalArgumentException(
          key + " changes without a release, a word on what to write, or a source");
    }
  }

  /// Whether a version has lost it; a text that is no version has not.
  boolean isGone(String version) {
    return isSince(gone, version);
  }

  boolean isDeprecated(String version) {
    return isSince(deprecated, version) && !isGone(version);
  }

  private static boolean isSince(Optional<String> release, String version) {
    return release
        .map(ProductVersion::parse)
        .flatMap(since -> ProductVersion.find(version).filter(found -> found.compareTo(since) >= 0))
        .isPresent();
  }
}
