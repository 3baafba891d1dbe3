package io.holdfast.agent.step;

import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.Commands.Output;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// rpm, for the family of Red Hat Enterprise Linux. Written from its manual and from recorded
/// answers; no host of that family was ever tried (docs/support-matrix.md).
///
/// rpm itself and not dnf: it takes files, asks no repository and no network, refuses a set whose
/// needs are not met, and installs an older version where it is told to (rpm(8), `--oldpackage`).
/// Nothing starts a service that the distribution's presets leave off, and the plan stops those
/// that run beforehand; one that is reloaded instead may be restarted by its package.
final class RedHatFamily implements Distribution {
  /// As dnf writes it: without an epoch where there is none.
  static final String FORM = "%{NAME}\\t%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\\n";

  private static final Duration QUICK = Duration.ofSeconds(60);
  private static final Duration TRANSACTION = Duration.ofMinutes(20);
  private final Commands commands;

  RedHatFamily(Commands commands) {
    this.commands = commands;
  }

  /// Of those that are not there rpm says so in a sentence, and exits with their number.
  @Override
  public SortedMap<String, String> versions(Collection<String> names) throws IOException {
    var query = new ArrayList<>(List.of("rpm", "--query", "--queryformat", FORM));
    query.addAll(names);
    var there = new TreeMap<String, String>();
    for (var line : commands.run(query, Map.of(), QUICK).text().split("\n")) {
      var words = line.split("\t");
      if (words.length == 2) {
        there.put(words[0], words[1]);
      }
    }
    return there;
  }

  /// A crash leaves nothing of ours; rpm recovers its own database.
  @Override
  public void tidy() {}

  @Override
  public void install(String component, Path folder, SortedMap<String, String> wanted)
      throws IOException {
    var files = files(folder);
    var names = new ArrayList<String>();
    files.values().forEach(file -> names.add(file.name()));
    var there = versions(names);
    var line = new ArrayList<>(List.of("rpm", "--upgrade", "--oldpackage", "--quiet"));
    files.forEach(
        (path, file) -> {
          if (file.isNeeded(wanted, there)) {
            line.add(path);
          }
        });
    var done = commands.run(line, Map.of(), TRANSACTION);
    if (!done.isDone()) {
      throw ActionFailed.because(ProblemId.PACKAGES_FAILED, "rpm --upgrade failed", done);
    }
  }

  /// What one file of a folder holds.
  private record RpmFile(String name, String version) {

    /// One that was asked for, unless it is there as wanted: rpm would refuse the whole set. Any
    /// other only where nothing of its name is there.
    boolean isNeeded(Map<String, String> wanted, Map<String, String> there) {
      return wanted.containsKey(name)
          ? version.equals(wanted.get(name)) && !version.equals(there.get(name))
          : !there.containsKey(name);
    }
  }

  private SortedMap<String, RpmFile> files(Path folder) throws IOException {
    var files = new TreeMap<String, RpmFile>();
    try (var all = Files.list(folder)) {
      for (var path : all.map(Path::toString).filter(it -> it.endsWith(".rpm")).sorted().toList()) {
        var said = commands.run(QUICK, "rpm", "--query", "--package", "--queryformat", FORM, path);
        files.put(path, file(path, said));
      }
    }
    return files;
  }

  /// The last line: warnings, such as of a key that is not known, come before it.
  private static RpmFile file(String path, Output said) {
    var lines = said.text().strip().split("\n");
    var words = lines[lines.length - 1].split("\t");
    if (!said.isDone() || words.length != 2) {
      throw ActionFailed.because(ProblemId.PACKAGES_FAILED, path + " is no package", said);
    }
    return new RpmFile(words[0], words[1]);
  }
}
