package io.holdfast.templates.text;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/// The three numbers of a product's version, in their order. Reads upstream and distribution
/// spellings: `1.15.4`, `26.1.5+dfsg1-9+b4`, `1:1.9.3`; a number that is left out counts as 0, and
/// what follows the numbers (an edition, a packaging, a pre-release) does not count.
public record ProductVersion(int major, int minor, int patch)
    implements Comparable<ProductVersion> {
  private static final Pattern FORM =
      Pattern.compile("(?:[0-9]+:)?v?([0-9]+)\\.([0-9]+)(?:\\.([0-9]+))?(?:[^0-9].*)?");
  private static final Comparator<ProductVersion> ORDER =
      Comparator.comparingInt(ProductVersion::major)
          .thenComparingInt(ProductVersion::minor)
          .thenComparingInt(ProductVersion::patch);

  /// Reads a version.
  ///
  /// @throws IllegalArgumentException when it does not begin with two numbers
  public static ProductVersion parse(String text) {
    var found = FORM.matcher(text.strip());
    if (!found.matches()) {
      throw new IllegalArgumentException("not the version of a product: " + text);
    }
    var patch = found.group(3);
    return new ProductVersion(
        Integer.parseInt(found.group(1)),
        Integer.parseInt(found.group(2)),
        patch == null ? 0 : Integer.parseInt(patch));
  }

  /// The same; empty for a text that does not begin with two numbers.
  public static Optional<ProductVersion> find(String text) {
    try {
      return Optional.of(parse(text));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  public boolean atLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }

  /// Like `1.15`: as far as configuration formats and upgrade rules differ.
  public String line() {
    return major + "." + minor;
  }

  @Override
  public int compareTo(ProductVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return line() + "." + patch;
  }
}
