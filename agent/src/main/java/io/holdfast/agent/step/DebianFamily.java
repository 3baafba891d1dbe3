package io.holdfast.agent.step;

import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.Root;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// dpkg and apt.
///
/// No service is started or stopped by a transaction: a policy that denies it stands in the
/// maintainer scripts' way meanwhile. A transaction that a crash cut off is finished first, and a
/// policy that a crash left behind is taken away.
final class DebianFamily implements Distribution {
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

  DebianFamily(Root root, Commands commands) {
    this.root = root;
    this.commands = commands;
  }

  @Override
  public SortedMap<String, String> versions(Collection<String> names) throws IOException {
    var query =
        new ArrayList<>(
            List.of(
                "dpkg-query",
                "--show",
                "--showformat=${Package}\t${Version}\t${db:Status-Status}\n"));
    query.addAll(names);
    var there = new TreeMap<String, String>();
    for (var line : commands.run(query, Map.of(), QUICK).text().split("\n")) {
      var words = line.split("\t");
      if (words.length == 3 && !words[1].isEmpty()) {
        there.put(words[0], words[2].equals("installed") ? words[1] : words[1] + " " + words[2]);
      }
    }
    return there;
  }

  @Override
  public void tidy() throws IOException {
    if (deniesServices()) {
      allowServices();
    }
  }

  @Override
  public void install(String component, Path folder, SortedMap<String, String> wanted)
      throws IOException {
    denyServices();
    try {
      transact(
          new LocalRepository(root.state().resolve("apt").resolve(component), commands),
          folder,
          wanted);
    } finally {
      allowServices();
    }
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
    wanted.forEach((name, version) -> install.add(name + "=" + version));
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
