package io.holdfast.installer.wizard;

import java.util.Locale;

/// Bytes as people read them, in decimal units as on the label of a disc.
public final class Sizes {
  private Sizes() {}

  public static String of(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    var units = new String[] {"kB", "MB", "GB", "TB"};
    var value = (double) bytes;
    var unit = -1;
    while (value >= 1_000 && unit < units.length - 1) {
      value /= 1_000;
      unit++;
    }
    return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
  }
}
