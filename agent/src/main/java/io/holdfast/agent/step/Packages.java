package io.holdfast.agent.step;

import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.Commands.Output;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.Root;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.Action.PackageVersion;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Packages at exact versions, offline, in one transaction of apt; forward and back alike.
///
/// No service is started or stopped by it: a policy that denies it stands in the maintainer
/// scripts' way for the time of the transaction. A transaction that a crash cut off is finished
/// first, and a policy that a crash left behind is taken away.
final class Packages {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+:~-]*");
  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final Duration TRANSACTION = Duration.ofMinutes(20);
  private static final Map<String, String> QUIET =
      Map.of(
          "DEBIAN_FRONTEND",
          "noninteractive",
          "APT_LISTCHANGES_FRONTEND",
          "none",
          "NEEDRESTART_SUSPEND",
          "1");
  private static final String POLICY = "/usr/sbin/policy-rc.d";
  private static final String DENY =
      "#!/bin/sh\n# Holdfast: services are started by the plan, not by packages.\nexit 101\n";
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
    if (missing(wanted).isEmpty()) {
      if (deniesServices()) {
        allowServices();
      }
      return Outcome.same(says);
    }
    var folder =
        copies.folder(action.program(), action.component(), action.copyId()).resolve("packages");
    if (!Files.isDirectory(folder)) {
      throw ActionFailed.because("There are no packages in " + folder);
    }
    denyServices();
    try {
      transact(
          new LocalRepository(root.state().resolve("apt").resolve(action.component()), commands),
          folder,
          wanted);
    } finally {
      allowServices();
    }
    var left = missing(wanted);
    if (!left.isEmpty()) {
      var text = "not at the wanted version: " + left;
      throw ActionFailed.because(
          ProblemId.PACKAGES_FAILED, "apt-get said it was done", new Output(0, text));
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
  private SortedMap<String, String> missing(SortedMap<String, String> wanted) throws IOException {
    var query =
        new ArrayList<>(
            List.of(
                "dpkg-query",
                "--show",
                "--showformat=${Package}\t${Version}\t${db:Status-Status}\n"));
    query.addAll(wanted.keySet());
    var there = new TreeMap<String, String>();
    for (var line : commands.run(query, Map.of(), QUICK).text().split("\n")) {
      var words = line.split("\t");
      if (words.length == 3) {
        there.put(words[0], words[2].equals("installed") ? words[1] : words[1] + " " + words[2]);
      }
    }
    var missing = new TreeMap<String, String>();
    wanted.forEach(
        (name, version) -> {
          if (!version.equals(there.get(name))) {
            missing.put(name, there.getOrDefault(name, "absent"));
          }
        });
    return missing;
  }

  private void transact(LocalRepository repository, Path packages, SortedMap<String, String> wanted)
      throws IOException {
    // After a crash inside a transaction dpkg refuses everything else until this was done. It can't
    // always
    // succeed by itself (a dependency may still be missing); then the transaction below brings it.
    commands.run(List.of("dpkg", "--configure", "-a", "--force-confold"), QUIET, TRANSACTION);
    repository.index(packages);
    apt(repository, List.of("update"));
    var install =
        new ArrayList<>(
            List.of(
                "install",
                "--yes",
                "--fix-broken",
                "--allow-downgrades",
                "--allow-change-held-packages",
                "--no-install-recommends"));
    install.addAll(pins(wanted));
    apt(repository, install);
  }

  private void apt(LocalRepository repository, List<String> arguments) throws IOException {
    var line = new ArrayList<>(List.of("apt-get"));
    line.addAll(repository.options());
    line.addAll(arguments);
    var done = commands.run(line, QUIET, TRANSACTION);
    if (!done.isDone()) {
      var what = "apt-get " + arguments.getFirst() + " failed";
      throw ActionFailed.because(ProblemId.PACKAGES_FAILED, what, done);
    }
  }

  /// Our denying policy over the host's own, which is kept beside it. After a crash the kept one is
  /// there already and stays.
  private void denyServices() throws IOException {
    var policy = root.at(POLICY);
    var kept = root.at(POLICY + ".holdfast-kept");
    if (Files.exists(policy) && !deniesServices() && !Files.exists(kept)) {
      DurableFiles.move(policy, kept);
    }
    DurableFiles.replace(policy, DENY.getBytes(StandardCharsets.UTF_8), new Access("0755", "0:0"));
  }

  /// Whether the policy on the host is ours.
  private boolean deniesServices() throws IOException {
    var now = DurableFiles.read(root.at(POLICY));
    return now.isPresent() && Arrays.equals(now.get(), DENY.getBytes(StandardCharsets.UTF_8));
  }

  private void allowServices() throws IOException {
    var policy = root.at(POLICY);
    var kept = root.at(POLICY + ".holdfast-kept");
    if (Files.exists(kept)) {
      DurableFiles.move(kept, policy);
    } else {
      DurableFiles.delete(policy);
    }
  }
}
