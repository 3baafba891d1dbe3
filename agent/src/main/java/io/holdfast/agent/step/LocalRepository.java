package io.holdfast.agent.step;

import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// A folder of packages as a repository for apt: an index beside it, and apt's own state apart from
/// the host's, so that neither the host's sources nor its pins or proxies have a say.
final class LocalRepository {
  private static final Access READABLE = new Access("0644", "0:0");
  private static final Duration QUICK = Duration.ofMinutes(1);
  private static final String FOLDER = "packages";
  private final Path home;
  private final Commands commands;

  LocalRepository(Path home, Commands commands) {
    this.home = home;
    this.commands = commands;
  }

  /// Writes the index over the packages of a copy. The bytes were verified against the signed
  /// bundle when they came into the content store and again when the copy was built, so the index
  /// is `trusted`: a signature of ours on it would prove nothing more.
  void index(Path packages) throws IOException {
    DurableFiles.openFolders(home.resolve("lists/partial"));
    DurableFiles.openFolders(home.resolve("archives/partial"));
    DurableFiles.replaceLink(home.resolve(FOLDER), packages);
    write("Packages", paragraphs(packages));
    write("sources.list", "deb [trusted=yes] file:" + home + " ./\n");
    write("empty", "");
  }

  private void write(String name, String text) throws IOException {
    DurableFiles.replace(home.resolve(name), text.getBytes(StandardCharsets.UTF_8), READABLE);
  }

  private String paragraphs(Path packages) throws IOException {
    try (var files = Files.list(packages)) {
      var index = new StringBuilder();
      for (var file : files.filter(path -> path.toString().endsWith(".deb")).sorted().toList()) {
        index.append(paragraph(file)).append('\n');
      }
      return index.toString();
    }
  }

  private String paragraph(Path file) throws IOException {
    var control = commands.run(QUICK, "dpkg-deb", "--field", file.toString());
    if (!control.isDone()) {
      throw ActionFailed.because(
          ProblemId.PACKAGES_FAILED, file.getFileName() + " is no package", control);
    }
    try (var content = Files.newInputStream(file)) {
      return control.text().stripTrailing()
          + ("\nFilename: ./" + FOLDER + "/" + file.getFileName())
          + ("\nSize: " + Files.size(file))
          + ("\nSHA256: " + Sha256.of(content) + "\n");
    }
  }

  /// What makes apt-get look only here.
  List<String> options() {
    return List.of(
            "Dir::Etc::sourcelist=" + home.resolve("sources.list"),
            "Dir::Etc::sourceparts=/dev/null",
            "Dir::Etc::preferences=" + home.resolve("empty"),
            "Dir::Etc::preferencesparts=/dev/null",
            "Dir::State::lists=" + home.resolve("lists"),
            "Dir::Cache::archives=" + home.resolve("archives"),
            "Dir::Cache::pkgcache=",
            "Dir::Cache::srcpkgcache=",
            "APT::Sandbox::User=root",
            "APT::Get::List-Cleanup=true",
            "DPkg::Lock::Timeout=120",
            "Dpkg::Options::=--force-confold",
            "Dpkg::Options::=--force-confdef",
            "Dpkg::Use-Pty=0")
        .stream()
        .flatMap(option -> List.of("-o", option).stream())
        .collect(Collectors.toUnmodifiableList());
  }
}
