package io.holdfast.installer.run;

import java.util.Optional;

/// Which versions of a bundle a plan leads to.
public sealed interface Aim {
  /// The bundle's own.
  Aim END = new Stands(Optional.empty());

  /// As far as what stands may go in one jump.
  record Farthest() implements Aim {}

  /// Those of a stop, or of the end without one.
  record Stands(Optional<String> stop) implements Aim {}

  /// Those of the stop that was reached, or of the one that was begun where a product stands beyond
  /// the first and does not go back.
  record Between(Optional<String> reached, Optional<String> begun) implements Aim {}
}
