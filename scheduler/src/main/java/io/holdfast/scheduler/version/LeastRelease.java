package io.holdfast.scheduler.version;

import io.holdfast.templates.text.ProductVersion;

/// The oldest release that what Holdfast configures works with.
///
/// @param reason what older ones lack, as half a sentence
/// @param source who says since when it is there
public record LeastRelease(String release, String reason, String source) {
  public LeastRelease {
    ProductVersion.parse(release);
    if (reason.isBlank() || source.isBlank()) {
      throw new IllegalArgumentException(release + " is the least without a reason or a source");
    }
  }

  /// Whether a version is older; a text that is no version is not.
  boolean isAbove(String version) {
    var least = ProductVersion.parse(release);
    return ProductVersion.find(version).filter(found -> found.compareTo(least) < 0).isPresent();
  }
}
