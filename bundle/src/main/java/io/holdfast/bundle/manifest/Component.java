package io.holdfast.bundle.manifest;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// One part of the platform at one version: its files, its terms, and how it may change.
///
/// @param name `consul`, `docker`, `haproxy`, `agent`, ...
/// @param os like `linux`
/// @param arch like `amd64`
/// @param source one line on where it comes from
/// @param upgradesFrom version prefixes from which this version may follow; none means any
/// @param files sorted by path
/// @param packages for packages: every pinned package, sorted by name
/// @param roots for packages: the names that were asked for, all others are there for them
public record Component(
    String name,
    ComponentKind kind,
    String version,
    String os,
    String arch,
    Licence licence,
    String source,
    List<String> upgradesFrom,
    Undo undo,
    List<ComponentFile> files,
    List<PackagePin> packages,
    List<String> roots) {
  public Component {
    upgradesFrom = List.copyOf(upgradesFrom);
    files = List.copyOf(files);
    packages = List.copyOf(packages);
    roots = List.copyOf(roots);
    Checks.name(name);
    Checks.version(version);
    Checks.name(os);
    Checks.name(arch);
    Checks.that(!files.isEmpty(), "component " + name + " has no file");
    distinctPaths(name, files);
    switch (kind) {
      case TREE -> Checks.that(packages.isEmpty() && roots.isEmpty(), name + " is no package set");
      case PACKAGES -> packagesMatchFiles(name, files, packages, roots);
    }
  }

  private static void distinctPaths(String name, List<ComponentFile> files) {
    Set<String> seen = new HashSet<>();
    for (var file : files) {
      Checks.that(
          seen.add(file.path().toLowerCase(Locale.ROOT)),
          "component " + name + " has two files called " + file.path());
    }
    for (var file : files) {
      for (int at = file.path().indexOf('/'); at > 0; at = file.path().indexOf('/', at + 1)) {
        Checks.that(
            !seen.contains(file.path().substring(0, at).toLowerCase(Locale.ROOT)),
            "component " + name + " has a file where " + file.path() + " needs a folder");
      }
    }
  }

  private static void packagesMatchFiles(
      String name, List<ComponentFile> files, List<PackagePin> packages, List<String> roots) {
    Set<String> paths = new HashSet<>();
    files.forEach(file -> paths.add(file.path()));
    Set<String> names = new HashSet<>();
    for (var pin : packages) {
      Checks.that(paths.remove(pin.file()), name + " has no file " + pin.file());
      Checks.that(names.add(pin.name()), name + " pins " + pin.name() + " twice");
    }
    Checks.that(paths.isEmpty(), name + " has files of no package: " + paths);
    Checks.that(!roots.isEmpty(), name + " asks for no package");
    Checks.that(names.containsAll(roots), name + " does not pin all of " + roots);
  }

  /// Bytes of all its files.
  public long size() {
    return files.stream().mapToLong(ComponentFile::size).sum();
  }
}
