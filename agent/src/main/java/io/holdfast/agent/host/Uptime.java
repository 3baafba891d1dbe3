package io.holdfast.agent.host;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;

/// Time that no administrator can set: which boot this is and how long it has lasted.
public interface Uptime {
  String bootId() throws IOException;

  long uptimeMs() throws IOException;

  /// The kernel's own, from `/proc`.
  static Uptime ofKernel() {
    return new Uptime() {
      @Override
      public String bootId() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      }

      @Override
      public long uptimeMs() throws IOException {
        var seconds = Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];
        return new BigDecimal(seconds).movePointRight(3).longValue();
      }
    };
  }
}
