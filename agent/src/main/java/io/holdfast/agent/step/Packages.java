package io.holdfast.agent.step;

import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.Commands.Output;
import io.holdfast.agent.host.Root;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.Action.PackageVersion;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Packages at exact versions, offline, in one transaction of the package manager that the host
/// has; forward and back alike. It is asked before and afterwards: what it says of itself counts
/// for nothing.
final class Packages {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+:~^_-]*");
  private final Root root;
  private final Commands commands;
  private final Copies copies;

  Packages(Root root, Commands commands, Copies copies) {
    this.root = root;
    this.commands = commands;
    this.copies = copies;
  }

  Outcome install(Action.InstallPackages action) throws IOException {
    var wanted = wanted(action.packages());
    var says = "packages " + String.join(" ", pins(wanted));
    var distribution =
        Distribution.of(root, commands)
            .orElseThrow(() -> ActionFailed.because("The host has neither dpkg nor rpm"));
    if (missing(distribution, wanted).isEmpty()) {
      distribution.tidy();
      return Outcome.same(says);
    }
    var folder =
        copies.folder(action.program(), action.component(), action.copyId()).resolve("packages");
    if (!Files.isDirectory(folder)) {
      throw ActionFailed.because("There are no packages in " + folder);
    }
    distribution.install(action.component(), folder, wanted);
    var left = missing(distribution, wanted);
    if (!left.isEmpty()) {
      var text = "not at the wanted version: " + left;
      throw ActionFailed.because(
          ProblemId.PACKAGES_FAILED, "The package manager said it was done", new Output(0, text));
    }
    return Outcome.changed(says);
  }

  private static SortedMap<String, String> wanted(List<PackageVersion> packages) {
    var wanted = new TreeMap<String, String>();
    for (var each : packages) {
      if (!WORD.matcher(each.name()).matches() || !WORD.matcher(each.version()).matches()) {
        throw ActionFailed.because(
            "\"" + each.name() + "=" + each.version() + "\" names no package");
      }
      wanted.put(each.name(), each.version());
    }
    return wanted;
  }

  private static List<String> pins(SortedMap<String, String> wanted) {
    return wanted.entrySet().stream().map(pin -> pin.getKey() + "=" + pin.getValue()).toList();
  }

  /// Those that are not fully installed at the wanted version, with what is there instead.
  private static SortedMap<String, String> missing(
      Distribution distribution, SortedMap<String, String> wanted) throws IOException {
    var there = distribution.versions(wanted.keySet());
    var missing = new TreeMap<String, String>();
    wanted.forEach(
        (name, version) -> {
          if (!version.equals(there.get(name))) {
            missing.put(name, there.getOrDefault(name, "absent"));
          }
        });
    return missing;
  }
}
