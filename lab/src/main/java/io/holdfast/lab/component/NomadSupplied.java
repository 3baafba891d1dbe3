package io.holdfast.lab.component;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The Nomad releases that an operator has put into the components folder, as
/// `nomad/<version>/nomad`, with the text of the licence beside it as `LICENSE.txt`. No package
/// mirror has Nomad.
public record NomadSupplied(ComponentsFolder components) {
  private static final String NAME = "nomad";
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");

  /// Two neighbouring releases.
  public record Pair(String earlier, String later) {}

  /// The two newest; empty where there are not two.
  public Optional<Pair> pair() {
    var versions = versions();
    return versions.size() < 2
        ? Optional.empty()
        : Optional.of(new Pair(versions.get(versions.size() - 2), versions.getLast()));
  }

  public Pair requiredPair() {
    return pair()
        .orElseThrow(
            () ->
                Problem.of(
                        ProblemId.LAB_IMPOSSIBLE,
                        "Two neighbouring releases of Nomad are needed, and "
                            + components.path().resolve(NAME)
                            + " holds "
                            + versions())
                    .withFix(
                        "put two releases there as <version>/nomad, such as 2.0.4/nomad and"
                            + " 2.0.5/nomad")
                    .asException());
  }

  /// The text of its terms; empty where the operator has supplied none.
  public Optional<Path> licence(String version) {
    return Optional.of(components.place(NAME, version).resolve("LICENSE.txt"))
        .filter(Files::isRegularFile);
  }

  private List<String> versions() {
    var folder = components.path().resolve(NAME);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries
          .filter(entry -> Files.isExecutable(entry.resolve(NAME)))
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> VERSION.matcher(name).matches())
          .sorted(Comparator.comparing(Runtime.Version::parse))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
