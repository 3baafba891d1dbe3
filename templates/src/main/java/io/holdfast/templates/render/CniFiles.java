package io.holdfast.templates.render;

import java.util.List;
import java.util.Optional;

/// Network plugins: programs in a copy, started by Nomad when a task wants a network of its own.
/// Nothing is generated for them and nothing of them runs by itself.
final class CniFiles {
  private CniFiles() {}

  static ComponentFiles files() {
    return new ComponentFiles(
        Layout.CNI,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        TakesOver.RESTART,
        List.of());
  }
}
