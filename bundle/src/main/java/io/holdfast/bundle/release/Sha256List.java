package io.holdfast.bundle.release;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Sha256;
import io.holdfast.templates.yaml.NearNames;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The list of a release: one line for each file, digest and name, as `sha256sum` writes it. A line
/// of any other form, or a name with two digests, spoils the whole list.
final class Sha256List {
  private static final Pattern LINE =
      Pattern.compile("([0-9a-fA-F]{64}) [ *]([^/\\\\\\p{Cntrl}]+)");

  private final Map<String, String> digests;

  private Sha256List(Map<String, String> digests) {
    this.digests = digests;
  }

  static Sha256List parse(byte[] text) {
    var digests = new TreeMap<String, String>();
    var lines = new String(text, StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      var line = LINE.matcher(lines.get(i));
      if (!line.matches()) {
        throw refused("Line " + (i + 1) + " of the list is not a digest and a name");
      }
      var digest = line.group(1).toLowerCase(java.util.Locale.ROOT);
      var before = digests.putIfAbsent(line.group(2), digest);
      if (before != null && !before.equals(digest)) {
        throw refused("The list has two digests for " + line.group(2));
      }
    }
    return new Sha256List(digests);
  }

  boolean names(String file) {
    return digests.containsKey(file);
  }

  /// The hex digest of a file.
  String digestOf(String file) {
    var digest = digests.get(file);
    if (digest == null) {
      var near = NearNames.nearest(file, digests.keySet());
      throw Problem.of(
              ProblemId.RELEASE_NOT_LISTED, "The signed list of the release has no " + file)
          .withEvidence(
              "it names %d files%s"
                  .formatted(
                      digests.size(), near.map(name -> "; the nearest is " + name).orElse("")))
          .withFix("correct the version or the address of \"release\" in the appliance file")
          .asException();
    }
    return Sha256.require(digest);
  }

  private static RuntimeException refused(String what) {
    return Problem.of(ProblemId.RELEASE_NOT_LISTED, what)
        .withFix("correct the address of \"sums\" in the appliance file")
        .asException();
  }
}
