package io.holdfast.agent.host;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;

/// Time that no administrator can set: which boot this is and how long it has lasted.
public interface Uptime {
  String bootId() throws IOException;

  long uptimeMs() throws IOException;

  /// Which boot of this system it is, also where several systems share one kernel: its boot id, and
  /// when its first process was started.
  String systemBoot() throws IOException;

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

      @Override
      public String systemBoot() throws IOException {
        return bootId() + " " + startOf(Files.readString(Path.of("/proc/1/stat")));
      }
    };
  }

  /// The 22nd field of a process's line: clock ticks from the kernel's boot to its start
  /// (proc_pid_stat(5)). The name in brackets before it may hold anything.
  static String startOf(String stat) throws IOException {
    var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    if (fields.length < 20) {
      throw new IOException("the first process does not tell when it was started");
    }
    return fields[19];
  }
}
