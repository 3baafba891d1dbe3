package io.holdfast.scheduler.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/// What becomes of one generated file on the hosts where the very same becomes of it.
///
/// `hunks` are there only for `CHANGED`; `added` and `removed` count their lines, and the lines of
/// a new file. `secrets` are the names of those that the new text holds. No value of a secret is in
/// here.
public record ConfigChange(
    String path,
    String component,
    Kind kind,
    List<String> hosts,
    int added,
    int removed,
    List<Hunk> hunks,
    List<String> secrets) {
  public ConfigChange {
    hosts = List.copyOf(hosts);
    hunks = List.copyOf(hunks);
    secrets = List.copyOf(secrets);
  }

  ConfigChange on(List<String> allHosts) {
    return new ConfigChange(path, component, kind, allHosts, added, removed, hunks, secrets);
  }

  /// How a file changes, as far as it may be shown.
  public enum Kind {
    NEW,
    CHANGED,
    /// It has or had secrets in it, or not everybody on the host may read it.
    NOT_SHOWN,
    /// The host could not be asked for the text, or keeps it to itself; so it may be the same one.
    OLD_UNKNOWN,
    /// A private key that nothing reads any more.
    REMOVED;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// A run of lines, each with ` `, `-` or `+` in front; `from` and `to` are the numbers of the
  /// first line before and after, counted from 1 (0 where there is none).
  public record Hunk(int from, int fromCount, int to, int toCount, List<String> lines) {
    public Hunk {
      lines = List.copyOf(lines);
    }

    /// As `diff -u` writes it.
    public String head() {
      return "@@ -" + from + "," + fromCount + " +" + to + "," + toCount + " @@";
    }
  }
}
