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
}
