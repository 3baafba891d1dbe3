package io.holdfast.bundle.source;

import io.holdfast.bundle.manifest.PackagePin;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The packages asked for with all they need beyond the base of a host, fetched and checked.
///
/// @param members sorted by package name
public record PackageSet(List<Member> members) {
  /// One package with its file, whose digest the distribution's signed list gave.
  public record Member(PackagePin pin, Path file) {}

  public PackageSet {
    members = List.copyOf(members);
  }

  public Optional<Member> member(String name) {
    return members.stream().filter(member -> member.pin().name().equals(name)).findFirst();
  }
}
