package io.holdfast.agent.wire;

import io.holdfast.templates.text.Sha256;
import java.util.regex.Pattern;

/// What a host keeps of one snapshot beside its bytes: `name` as `RUN-PRODUCT`, how many bytes the
/// sealed file has and the SHA-256 of it, and what whoever saved it said of it (`about`, without
/// secrets), which a host does not read.
public record SnapshotHead(String name, long bytes, String sha256, String about) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}");
  private static final int LONGEST_ABOUT = 4 << 10;

  public SnapshotHead {
    requireName(name);
    Sha256.require(sha256);
    if (bytes < 0 || about.length() > LONGEST_ABOUT) {
      throw new IllegalArgumentException("no description of a snapshot: " + name);
    }
  }

  /// The name itself, if it can be that of a file.
  public static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no name of a snapshot: " + name);
    }
    return name;
  }
}
