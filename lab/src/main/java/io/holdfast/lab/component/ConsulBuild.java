package io.holdfast.lab.component;

import io.holdfast.lab.host.FileLocks;
import io.holdfast.lab.host.SystemCommand;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Consumer;

/// The Consul binary of a version, built from its source by the Go client where no package mirror
/// has it. Built once and kept; a second program that wants it at the same time waits for the
/// first.
public record ConsulBuild(Path components, Consumer<String> says) {
  public static final String VERSION = "1.15.4";
  public static final String EARLIER_VERSION = "1.15.3";

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

  /// The binary, built now if it is not there.
  public Path binary(String version) {
    var folder = components.resolve("consul").resolve(version);
    var binary = folder.resolve("consul");
    if (Files.isExecutable(binary)) {
      return binary;
    }
    return FileLocks.holding(
        components.resolve("consul-" + version + ".lock"),
        () -> Files.isExecutable(binary) ? binary : build(version, folder, binary));
  }

  private Path build(String version, Path folder, Path binary) throws IOException {
    requireGo();
    says.accept("Building Consul " + version + " from source, once (about five minutes)");
    Files.createDirectories(folder);
    var work = Files.createTempDirectory(folder, "build");
    try {
      Files.writeString(work.resolve("go.mod"), MODULE.replace("VERSION", version));
      go(work, "mod", "tidy");
      go(work, "build", "-mod=mod", "-trimpath", "-o", "consul", "github.com/hashicorp/consul");
      Files.move(work.resolve("consul"), binary, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      SystemCommand.run("rm", "-rf", work.toString());
    }
    return binary;
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
