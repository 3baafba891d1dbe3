package io.holdfast.bundle.manifest;

/// One package of the distribution at exactly one version.
///
/// @param file the `.deb` among the component's files
public record PackagePin(String name, String version, String architecture, String file) {
  public PackagePin {
    Checks.that(name.matches("[a-z0-9][a-z0-9+.-]*"), "not a package name: " + name);
    Checks.version(version);
    Checks.that(architecture.matches("[a-z0-9-]+"), "not an architecture: " + architecture);
    Checks.relativePath(file);
  }
}
