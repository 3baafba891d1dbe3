package io.holdfast.bundle.release;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.HashSet;
import java.util.Set;

/// The names inside an archive. Every name is looked at, wanted or not: an archive with one that
/// leads out of it was made by somebody who means harm, or by a tool that is broken.
final class ArchiveMember {
  /// A folder of this many members is none that a release has.
  private static final int MOST = 20_000;

  private final String archive;
  private final Set<String> seen = new HashSet<>();

  ArchiveMember(String archive) {
    this.archive = archive;
  }

  /// The name without what only decorates it.
  ///
  /// @throws io.holdfast.templates.problem.HoldfastException when it leads out of the archive or
  ///   stands there twice
  String name(String raw, boolean isFolder) {
    var name = raw.replaceFirst("^(\\./)+", "").replaceFirst("/$", "");
    if (isFolder && (name.isEmpty() || name.equals("."))) {
      return "";
    }
    if (raw.indexOf('\\') >= 0 || raw.chars().anyMatch(Character::isISOControl)) {
      throw refused("has a name with characters that no file has", raw);
    }
    for (var part : name.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw refused("has a name that leads out of it", raw);
      }
    }
    if (!isFolder && !seen.add(name)) {
      throw refused("has a name twice", raw);
    }
    if (seen.size() > MOST) {
      throw refused("has more members than a release can have", MOST + " and more");
    }
    return name;
  }

  RuntimeException refused(String why, String evidence) {
    return Problem.of(ProblemId.ARCHIVE_REFUSED, "The archive " + archive + " " + why)
        .withEvidence(printable(evidence))
        .withFix("look into it by other means, and ask the publisher")
        .asException();
  }

  private static String printable(String name) {
    return name.codePoints()
        .limit(200)
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
