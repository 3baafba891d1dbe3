package io.holdfast.installer.host;

import org.jspecify.annotations.Nullable;

/// A failure that came while nobody asked, kept for the first who does. He would meet the same one,
/// after the same wait, or with one more wrong password at the host.
final class Unheard {
  private @Nullable RuntimeException failure;

  synchronized void keep(RuntimeException failed) {
    failure = failed;
  }

  /// Who tries it in another way need not hear it.
  synchronized void forget() {
    failure = null;
  }

  /// Throws what is kept, once.
  synchronized void tell() {
    var kept = failure;
    failure = null;
    if (kept != null) {
      throw kept;
    }
  }
}
