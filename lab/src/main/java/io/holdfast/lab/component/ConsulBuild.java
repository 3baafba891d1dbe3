package io.holdfast.lab.component;

import io.holdfast.bundle.source.PackageRequest;
import io.holdfast.bundle.source.PackageSource;
import io.holdfast.templates.problem.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The Consul binary of a version, built from its source by the Go client where no package mirror
/// has it. Where it cannot be built, the distribution's own, older Consul takes its place.
public record ConsulBuild(ComponentsFolder components) {
  public static final String VERSION = "1.15.4";
  public static final String EARLIER_VERSION = "1.15.3";

  /// What Debian 11 carries, the last release that had the package; it needs only libc.
  static final String DISTRIBUTION_VERSION = "1.8.7";

  private static final String DISTRIBUTION_RELEASE = "bullseye";
  private static final String NAME = "consul";

  /// Consul asks for its own client library at a version that no longer resolves beside it; this
  /// one does.
  private static final String MODULE =
      """
      module holdfast.example/consul

      go 1.24

      tool github.com/hashicorp/consul

      require (
      \tgithub.com/hashicorp/consul vVERSION
      \tgithub.com/hashicorp/consul/api v1.25.1
      )
      """;

  /// The version whose binary stands ready: the wanted one, built now if it is not there, or the
  /// distribution's where it cannot be built.
  public String ready() {
    try {
      binary(VERSION);
      return VERSION;
    } catch (HoldfastException impossible) {
      components
          .says()
          .accept("Consul " + VERSION + " cannot be built here: " + impossible.first().headline());
      components
          .says()
          .accept("Taking Consul " + DISTRIBUTION_VERSION + " of " + DISTRIBUTION_RELEASE);
      fromDistribution();
      return DISTRIBUTION_VERSION;
    }
  }

  /// The binary, built now if it is not there.
  public Path binary(String version) {
    return components.kept(NAME, version, NAME, this::build);
  }

  /// The binary of the distribution's package, fetched now if it is not there.
  Path fromDistribution() {
    return components.kept(NAME, DISTRIBUTION_VERSION, NAME, ConsulBuild::unpack);
  }

  private void build(String version, Path work) throws IOException {
    components
        .says()
        .accept("Building Consul " + version + " from source, once (about five minutes)");
    Files.writeString(work.resolve("go.mod"), MODULE.replace("VERSION", version));
    ComponentsFolder.go("Consul", work, "mod", "tidy");
    ComponentsFolder.go(
        "Consul",
        work,
        "build",
        "-mod=mod",
        "-trimpath",
        "-o",
        NAME,
        "github.com/hashicorp/consul");
  }

  private static void unpack(String version, Path work) throws IOException {
    var request =
        new PackageRequest(List.of(NAME), DISTRIBUTION_RELEASE, DISTRIBUTION_RELEASE, "amd64");
    var packages = ComponentsFolder.cache().resolve("holdfast").resolve("packages");
    var set = PackageSource.ofThisMachine(packages).fetch(request);
    var found = set.member(NAME).orElseThrow().pin().version();
    if (!found.startsWith(version)) {
      throw new IllegalStateException("Debian's Consul is " + found + ", not " + version);
    }
    var binary = Files.write(work.resolve(NAME), PackageSource.file(set, NAME, "usr/bin/consul"));
    Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
