package io.holdfast.bundle.source;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A private world for `apt-get`: own lists, own cache, own idea of what is installed. It needs no
/// root and touches nothing of the machine; signatures are checked with the machine's own keyrings,
/// and its proxy and login settings for mirrors are used.
final class AptRoot {
  private final Path folder;

  private final String arch;

  AptRoot(Path folder, String arch) {
    this.folder = folder;
    this.arch = arch;
    try {
      for (var path : List.of("lists/partial", "archives/partial", "etc", "log")) {
        Files.createDirectories(folder.resolve(path));
      }
      writeIfAbsent(status(), "");
      writePrivate(folder.resolve("etc/apt.conf"), settings(acquireSettings()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path archives() {
    return folder.resolve("archives");
  }

  Path lists() {
    return folder.resolve("lists");
  }

  /// The list of packages that count as installed.
  Path status() {
    return folder.resolve("status");
  }

  void sources(List<DistributionSources.Entry> entries) throws IOException {
    var lines =
        entries.stream()
            .map(DistributionSources.Entry::line)
            .collect(Collectors.joining("\n", "", "\n"));
    Files.writeString(folder.resolve("etc/sources.list"), lines);
  }

  /// Prefers one release; a priority below zero shuts the other out.
  void prefer(String release, String other, int otherPriority) throws IOException {
    var text = pin(release, 990);
    if (!other.equals(release)) {
      text += "\n" + pin(other, otherPriority);
    }
    Files.writeString(folder.resolve("etc/preferences"), text);
  }

  private static String pin(String release, int priority) {
    return "Package: *\nPin: release n=%s*\nPin-Priority: %d\n".formatted(release, priority);
  }

  /// The settings of the machine may hold the password of a proxy.
  private static void writePrivate(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    var mode = PosixFilePermissions.fromString("rw-------");
    Files.createFile(file, PosixFilePermissions.asFileAttribute(mode));
    Files.writeString(file, text);
  }

  private static void writeIfAbsent(Path file, String text) throws IOException {
    if (!Files.exists(file)) {
      Files.writeString(file, text);
    }
  }

  private String settings(String acquire) {
    return acquire
        + """
        Dir::State "%1$s";
        Dir::State::lists "%1$s/lists";
        Dir::State::status "%1$s/status";
        Dir::Cache "%1$s";
        Dir::Cache::archives "%1$s/archives";
        Dir::Etc::sourcelist "%1$s/etc/sources.list";
        Dir::Etc::sourceparts "/dev/null";
        Dir::Etc::parts "/dev/null";
        Dir::Etc::preferences "%1$s/etc/preferences";
        Dir::Etc::preferencesparts "/dev/null";
        Dir::Log "%1$s/log";
        APT::Architecture "%2$s";
        APT::Architectures "%2$s";
        APT::Sandbox::User "";
        APT::Install-Recommends "false";
        APT::Keep-Downloaded-Packages "true";
        Acquire::Languages "none";
        """
            .formatted(folder, arch);
  }

  /// How the machine reaches its mirrors: proxies, retries, checks; not which lists it wants.
  private static String acquireSettings() throws IOException {
    return run(List.of("apt-config", "dump", "Acquire"), List.of())
        .lines()
        .filter(line -> !line.startsWith("Acquire::IndexTargets"))
        .filter(line -> !line.startsWith("Acquire \""))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /// Runs a program of the package manager in this world and returns what it printed.
  String run(String program, List<String> arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(program);
    command.addAll(arguments);
    return run(command, List.of("APT_CONFIG=" + folder.resolve("etc/apt.conf")));
  }

  /// Runs a program under a plain locale; its errors become the evidence of the problem.
  static String run(List<String> command, List<String> environment) throws IOException {
    var errors = Files.createTempFile("holdfast-apt", ".err");
    try {
      var builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
      for (var entry : environment) {
        var pair = entry.split("=", 2);
        builder.environment().put(pair[0], pair[1]);
      }
      var process = builder.start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw failed(command.getFirst(), Files.readString(errors));
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private static HoldfastException failed(String program, String errors) {
    return Problem.of(ProblemId.PACKAGES_NOT_FETCHED, program + " could not do its part")
        .withEvidence(lastLines(errors))
        .withFix("check that this machine reaches its package mirror: apt-get update")
        .asException();
  }

  private static String lastLines(String text) {
    var lines = text.lines().filter(line -> !line.isBlank()).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }
}
