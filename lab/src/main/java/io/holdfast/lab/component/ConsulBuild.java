package io.holdfast.lab.component;

import io.holdfast.bundle.source.PackageRequest;
import io.holdfast.bundle.source.PackageSource;
import io.holdfast.lab.host.FileLocks;
import io.holdfast.lab.host.SystemCommand;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The Consul binary of a version, built from its source by the Go client where no package mirror
/// has it. Built once and kept; a second program that wants it at the same time waits for the
/// first. Where it cannot be built, the distribution's own, older Consul takes its place.
public record ConsulBuild(Path components, Consumer<String> says) {
  public static final String VERSION = "1.15.4";
  public static final String EARLIER_VERSION = "1.15.3";

  /// What Debian 11 carries, the last release that had the package; it needs only libc.
  static final String DISTRIBUTION_VERSION = "1.8.7";

  private static final String DISTRIBUTION_RELEASE = "bullseye";

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

  /// The components folder of this user: `HOLDFAST_COMPONENTS`, or one in the cache.
  public static ConsulBuild usual(Consumer<String> says) {
    var components =
        set("HOLDFAST_COMPONENTS")
            .map(Path::of)
            .orElseGet(() -> cache().resolve("holdfast").resolve("components"));
    return new ConsulBuild(components, says);
  }

  private static Path cache() {
    return set("XDG_CACHE_HOME")
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
  }

  private static Optional<String> set(String variable) {
    return Optional.ofNullable(System.getenv(variable)).filter(text -> !text.isBlank());
  }

  /// The version whose binary stands ready: the wanted one, built now if it is not there, or the
  /// distribution's where it cannot be built.
  public String ready() {
    try {
      binary(VERSION);
      return VERSION;
    } catch (HoldfastException impossible) {
      says.accept("Consul " + VERSION + " cannot be built here: " + impossible.first().headline());
      says.accept("Taking Consul " + DISTRIBUTION_VERSION + " of " + DISTRIBUTION_RELEASE);
      fromDistribution();
      return DISTRIBUTION_VERSION;
    }
  }

  /// The binary, built now if it is not there.
  public Path binary(String version) {
    return kept(version, this::build);
  }

  /// The binary of the distribution's package, fetched now if it is not there.
  Path fromDistribution() {
    return kept(DISTRIBUTION_VERSION, this::unpack);
  }

  /// How a binary comes into its folder.
  private interface Making {
    void make(String version, Path work) throws IOException;
  }

  private Path kept(String version, Making making) {
    var folder = components.resolve("consul").resolve(version);
    var binary = folder.resolve("consul");
    if (Files.isExecutable(binary)) {
      return binary;
    }
    return FileLocks.holding(
        components.resolve("consul-" + version + ".lock"),
        () -> Files.isExecutable(binary) ? binary : made(version, folder, making));
  }

  private static Path made(String version, Path folder, Making making) throws IOException {
    Files.createDirectories(folder);
    var work = Files.createTempDirectory(folder, "build");
    try {
      making.make(version, work);
      var binary = work.resolve("consul");
      Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
      return Files.move(binary, folder.resolve("consul"), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      SystemCommand.run("rm", "-rf", work.toString());
    }
  }

  private void build(String version, Path work) throws IOException {
    requireGo();
    says.accept("Building Consul " + version + " from source, once (about five minutes)");
    Files.writeString(work.resolve("go.mod"), MODULE.replace("VERSION", version));
    go(work, "mod", "tidy");
    go(work, "build", "-mod=mod", "-trimpath", "-o", "consul", "github.com/hashicorp/consul");
  }

  private void unpack(String version, Path work) throws IOException {
    var request =
        new PackageRequest(List.of("consul"), DISTRIBUTION_RELEASE, DISTRIBUTION_RELEASE, "amd64");
    var packages = cache().resolve("holdfast").resolve("packages");
    var set = PackageSource.ofThisMachine(packages).fetch(request);
    var found = set.member("consul").orElseThrow().pin().version();
    if (!found.startsWith(version)) {
      throw new IllegalStateException("Debian's Consul is " + found + ", not " + version);
    }
    Files.write(work.resolve("consul"), PackageSource.file(set, "consul", "usr/bin/consul"));
  }

  private static void go(Path work, String... arguments) {
    var command = new String[arguments.length + 3];
    command[0] = "go";
    command[1] = "-C";
    command[2] = work.toString();
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    SystemCommand.run(command);
  }

  private static void requireGo() {
    if (!SystemCommand.attempt("go", "version").ok()) {
      throw Problem.of(
              ProblemId.LAB_IMPOSSIBLE, "Consul is built with the Go client, and there is none")
          .withFix("install Go 1.24 or newer and put it on the PATH")
          .asException();
    }
  }
}
