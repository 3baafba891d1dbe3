package io.holdfast.installer.preflight;

import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.manifest.PackagePin;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A family of distributions as preflight sees it: by the `ID` of os-release(5), with the releases
/// that were tried or at least written for, the programs of its package manager, the ending of its
/// packages, what brings one on a host with a mirror, and whether anybody has seen it work.
record Family(
    List<String> ids,
    List<String> releases,
    List<String> programs,
    String ending,
    String command,
    boolean isAccepted) {
  static final Family DEBIAN =
      new Family(
          List.of("debian"),
          List.of("12", "13"),
          List.of("apt-get", "dpkg"),
          ".deb",
          "apt-get install",
          true);

  /// Written for, from manuals and recorded answers; never tried.
  static final Family RED_HAT =
      new Family(
          List.of("almalinux", "centos", "ol", "rhel", "rocky"),
          List.of("9"),
          List.of("rpm"),
          ".rpm",
          "dnf install",
          false);

  Family {
    ids = List.copyOf(ids);
    releases = List.copyOf(releases);
    programs = List.copyOf(programs);
  }

  /// One that is not known is looked at as a Debian, and refused for its name.
  static Family of(String id) {
    return RED_HAT.ids.contains(id) ? RED_HAT : DEBIAN;
  }

  /// Whether Holdfast was written for a release, such as `13` or `9.4`.
  boolean isWrittenFor(String id, String version) {
    return ids.contains(id) && releases.contains(version.split("\\.", -1)[0]);
  }

  /// For people, such as `debian 12 or 13`.
  String title() {
    return ids.getFirst() + " " + String.join(" or ", releases);
  }

  /// Components of a bundle whose packages are those of another family, sorted.
  List<String> foreign(Manifest manifest) {
    return manifest.components().stream()
        .filter(component -> component.packages().stream().anyMatch(this::isForeign))
        .map(Component::name)
        .sorted()
        .toList();
  }

  private boolean isForeign(PackagePin pin) {
    return !pin.file().endsWith(ending);
  }

  /// The packages that programs come from.
  String packagesOf(List<String> missing) {
    var packages = new ArrayList<String>();
    for (var program : missing) {
      packages.add(
          switch (program) {
            case "apt-get" -> "apt";
            case "find" -> "findutils";
            case "head", "sha256sum", "sync" -> "coreutils";
            case "systemctl", "systemd-run" -> "systemd";
            case "restorecon" -> "policycoreutils";
            case "semanage" -> "policycoreutils-python-utils";
            default -> program;
          });
    }
    return packages.stream().distinct().sorted().collect(Collectors.joining(" "));
  }
}
