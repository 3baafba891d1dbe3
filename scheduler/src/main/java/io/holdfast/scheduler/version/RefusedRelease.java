package io.holdfast.scheduler.version;

import io.holdfast.templates.text.ProductVersion;
import java.util.Optional;

/// Releases that are never brought to a cluster, and why.
///
/// @param from the first of them
/// @param to the last of them; left out, `from` is the only one
/// @param edition `enterprise` where only that edition has the fault
/// @param reason what happens to whoever runs it, as half a sentence
/// @param take a release to take in its place
/// @param source who says so
public record RefusedRelease(
    String from,
    Optional<String> to,
    Optional<Edition> edition,
    String reason,
    String take,
    String source) {

  /// Editions that a version tells apart: `1.8.14+ent` is of the enterprise edition.
  public enum Edition {
    ENTERPRISE;

    boolean holds(String version) {
      return version.contains("+ent");
    }
  }

  public RefusedRelease {
    var first = ProductVersion.parse(from);
    var last = ProductVersion.parse(to.orElse(from));
    if (first.compareTo(last) > 0 || !first.line().equals(last.line())) {
      throw new IllegalArgumentException("not releases of one line in their order: " + from);
    }
    if (reason.isBlank() || source.isBlank()) {
      throw new IllegalArgumentException(from + " is refused without a reason or a source");
    }
  }

  /// Whether a version is one of these; a text that is no version is none of them.
  boolean covers(String version) {
    return ProductVersion.find(version).filter(this::isBetween).isPresent()
        && edition.map(only -> only.holds(version)).orElse(true);
  }

  private boolean isBetween(ProductVersion found) {
    return found.compareTo(ProductVersion.parse(from)) >= 0
        && found.compareTo(ProductVersion.parse(to.orElse(from))) <= 0;
  }
}
