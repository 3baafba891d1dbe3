package io.holdfast.scheduler.config;

import java.util.ArrayList;
import java.util.List;

/// Changes of files as people read them: a line for each, and below it, where they are asked for,
/// the lines that change as `diff -u` writes them.
public final class ConfigText {
  private static final int MOST_HOSTS = 8;

  private ConfigText() {}

  public static List<String> of(List<ConfigChange> changes, boolean isInFull) {
    if (changes.isEmpty()) {
      return List.of();
    }
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add("Generated files that change:");
    for (var change : changes) {
      lines.add(
          "  " + sign(change) + " " + change.path() + "  " + words(change) + "  on " + on(change));
      if (isInFull) {
        change.hunks().forEach(hunk -> hunk(lines, hunk));
      }
    }
    if (!isInFull && changes.stream().anyMatch(change -> !change.hunks().isEmpty())) {
      lines.add("  holdfast plan --diff   # shows the lines");
    }
    return lines;
  }

  private static void hunk(List<String> lines, ConfigChange.Hunk hunk) {
    lines.add("      " + hunk.head());
    hunk.lines().forEach(line -> lines.add("      " + line));
  }

  private static char sign(ConfigChange change) {
    return switch (change.kind()) {
      case NEW -> '+';
      case CHANGED, NOT_SHOWN -> '~';
      case OLD_UNKNOWN -> '?';
      case REMOVED -> '-';
    };
  }

  /// What becomes of it, in few words.
  public static String words(ConfigChange change) {
    return switch (change.kind()) {
      case NEW ->
          "new, "
              + (change.added() == 1 ? "1 line" : change.added() + " lines")
              + (change.secrets().isEmpty() ? "" : " (holds secrets, not shown)");
      case CHANGED -> "+" + change.added() + " -" + change.removed();
      case NOT_SHOWN ->
          change.secrets().isEmpty()
              ? "changed (not for everybody to read, not shown)"
              : "changed (holds secrets, not shown)";
      case OLD_UNKNOWN -> "placed anew (the old text is not known)";
      case REMOVED -> "removed (a private key, not shown)";
    };
  }

  private static String on(ConfigChange change) {
    var hosts = change.hosts();
    return hosts.size() <= MOST_HOSTS
        ? String.join(", ", hosts)
        : String.join(", ", hosts.subList(0, MOST_HOSTS))
            + " and "
            + (hosts.size() - MOST_HOSTS)
            + " more";
  }
}
