package io.holdfast.bundle.source;

import java.util.List;

/// Packages of the distribution that a bundle shall hold.
///
/// @param names packages asked for; `name=version` asks for one version
/// @param release code name of the release to take them from
/// @param target code name of the release that the hosts run
/// @param arch like `amd64`
public record PackageRequest(List<String> names, String release, String target, String arch) {
  public PackageRequest {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no package is asked for");
    }
    for (var name : names) {
      require(name.matches("[a-z0-9][a-z0-9+.-]+(=[A-Za-z0-9.+~:-]+)?"), name);
    }
    require(release.matches("[a-z]+"), release);
    require(target.matches("[a-z]+"), target);
    require(arch.matches("[a-z0-9]+"), arch);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("not a package, release or architecture: " + what);
    }
  }

  /// The names asked for, without versions.
  public List<String> roots() {
    return names.stream().map(name -> name.split("=", 2)[0]).toList();
  }
}
