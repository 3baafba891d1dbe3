package io.holdfast.bundle.source;

import io.holdfast.bundle.manifest.PackagePin;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The packages asked for with all they need beyond the base of a host, fetched and checked.
///
/// @param members sorted by package name
public record PackageSet(List<Member> members) {
  /// One package with its file.
  ///
  /// @param sha256 the digest that the distribution's signed list gives
  public record Member(PackagePin pin, String sha256, Path file) {
    /// Refuses a file that is not what the signed list names.
    void verify() throws IOException {
      try (var stream = Files.newInputStream(file)) {
        if (!Sha256.of(stream).equals(sha256)) {
          throw Problem.of(ProblemId.PACKAGES_NOT_FETCHED, file + " is damaged in the cache")
              .withFix("rm '" + file + "'")
              .asException();
        }
      }
    }
  }

  public PackageSet {
    members = List.copyOf(members);
  }

  public Optional<Member> member(String name) {
    return members.stream().filter(member -> member.pin().name().equals(name)).findFirst();
  }
}
