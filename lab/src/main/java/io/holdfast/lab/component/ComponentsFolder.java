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

/// Where components lie that no distribution has, as `<component>/<version>/<file>`: some made here
/// once and kept, others supplied by the operator. A second program that wants the same one at the
/// same time waits for the first.
public record ComponentsFolder(Path path, Consumer<String> says) {

  /// The components folder of this user: `HOLDFAST_COMPONENTS`, or one in the cache.
  public static ComponentsFolder usual(Consumer<String> says) {
    var path =
        set("HOLDFAST_COMPONENTS")
            .map(Path::of)
            .orElseGet(() -> cache().resolve("holdfast").resolve("components"));
    return new ComponentsFolder(path, says);
  }

  static Path cache() {
    return set("XDG_CACHE_HOME")
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
  }

  private static Optional<String> set(String variable) {
    return Optional.ofNullable(System.getenv(variable)).filter(text -> !text.isBlank());
  }

  Path place(String component, String version) {
    return path.resolve(component).resolve(version);
  }

  /// How a component comes into its folder: leaves the file, or folder, of that name in `work`.
  interface Making {
    void make(String version, Path work) throws IOException;
  }

  /// The file (or folder) of a component, made now if it is not there.
  Path kept(String component, String version, String file, Making making) {
    var wanted = place(component, version).resolve(file);
    if (Files.exists(wanted)) {
      return wanted;
    }
    return FileLocks.holding(
        path.resolve(component + "-" + version + ".lock"),
        () -> Files.exists(wanted) ? wanted : made(version, wanted, making));
  }

  private static Path made(String version, Path wanted, Making making) throws IOException {
    var folder = wanted.getParent();
    Files.createDirectories(folder);
    var work = Files.createTempDirectory(folder, "build");
    try {
      making.make(version, work);
      return Files.move(work.resolve(wanted.getFileName()), wanted, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      SystemCommand.run("rm", "-rf", work.toString());
    }
  }

  /// Runs the Go client in a folder; `what` is what it is wanted for.
  static void go(String what, Path work, String... arguments) {
    if (!SystemCommand.attempt("go", "version").ok()) {
      throw Problem.of(
              ProblemId.LAB_IMPOSSIBLE, what + " is built with the Go client, and there is none")
          .withFix("install Go 1.24 or newer and put it on the PATH")
          .asException();
    }
    var command = new String[arguments.length + 3];
    command[0] = "go";
    command[1] = "-C";
    command[2] = work.toString();
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    SystemCommand.run(command);
  }
}
