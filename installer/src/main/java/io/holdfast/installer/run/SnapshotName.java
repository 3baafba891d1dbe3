package io.holdfast.installer.run;

import java.util.Comparator;
import java.util.Optional;

/// The name of a saved state: the run that saved it, and the product. Names sort by the date of
/// their run.
public record SnapshotName(String runId, String product) implements Comparable<SnapshotName> {
  private static final Comparator<SnapshotName> OLDEST_FIRST =
      Comparator.comparing(SnapshotName::toString);

  /// What a text from elsewhere names; empty where it cannot be such a name, and so must not become
  /// part of a path.
  public static Optional<SnapshotName> of(String text) {
    var dash = text.lastIndexOf('-');
    if (dash < 0 || !RunId.isOne(text.substring(0, dash))) {
      return Optional.empty();
    }
    var product = text.substring(dash + 1);
    return product.matches("[a-z]{1,16}")
        ? Optional.of(new SnapshotName(text.substring(0, dash), product))
        : Optional.empty();
  }

  @Override
  public int compareTo(SnapshotName other) {
    return OLDEST_FIRST.compare(this, other);
  }

  @Override
  public String toString() {
    return runId + "-" + product;
  }
}
