package io.holdfast.bundle.release;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How this machine reaches the internet.
///
/// @param proxy like `http://proxy.example:3128`; left out, the environment says
/// @param authorities a PEM file with the authorities to trust in place of the machine's own
/// @param patience how long nothing may come before a download is given up
/// @param largest bytes of the largest file that is taken
public record DownloadSettings(
    Optional<String> proxy, Optional<Path> authorities, Duration patience, long largest) {
  /// 4 GiB: the largest releases of schedulers are a tenth of it.
  public static final long LARGEST = 4L << 30;

  public DownloadSettings {
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("the patience with a download must be at least a second");
    }
  }

  /// What holds when nobody says anything.
  public static DownloadSettings standard() {
    return new DownloadSettings(
        Optional.empty(), Optional.empty(), Duration.ofSeconds(60), LARGEST);
  }
}
