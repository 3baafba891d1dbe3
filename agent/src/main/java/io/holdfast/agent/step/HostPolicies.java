package io.holdfast.agent.step;

import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.Commands.Output;
import io.holdfast.agent.host.Root;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/// What a host's own guards have to know of a new copy before anything may be started from it:
/// SELinux its labels, fapolicyd its files. Hosts without them are asked nothing.
///
/// Written from the manuals (restorecon(8), semanage-fcontext(8), fapolicyd-cli(8)) and from
/// recorded answers; no host with either of them was ever tried.
final class HostPolicies {
  /// Where the labels of programs are known to the policy of the distribution: `/opt/.../bin`.
  private static final String KNOWN = "/opt";

  private static final String OURS = "/opt/holdfast";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private final Root root;
  private final Commands commands;

  HostPolicies(Root root, Commands commands) {
    this.root = root;
    this.commands = commands;
  }

  /// `program` is the folder of all components, `copy` that of the new one.
  void admit(String program, String copy) throws IOException {
    if (isThere("/usr/sbin/getenforce")
        && !commands.run(LIMIT, "getenforce").text().strip().equals("Disabled")) {
      label(program, copy);
    }
    if (isThere("/usr/sbin/fapolicyd-cli")) {
      trust(copy);
    }
  }

  private boolean isThere(String program) {
    return Files.exists(root.at(program));
  }

  /// A folder that the policy says nothing of is told to be like ours. A second time the same is an
  /// error of semanage that means nothing.
  private void label(String program, String copy) throws IOException {
    if (!program.startsWith(KNOWN + "/")) {
      var told = commands.run(LIMIT, "semanage", "fcontext", "--add", "--equal", OURS, program);
      if (!told.isDone() && !told.text().contains("already exists")) {
        throw refused("SELinux cannot be told that " + program + " holds programs", told);
      }
    }
    must("The labels of " + copy + " cannot be set", "restorecon", "-RF", copy);
  }

  private void trust(String copy) throws IOException {
    var added =
        commands.run(
            LIMIT, "fapolicyd-cli", "--file", "add", copy + "/", "--trust-file", "holdfast");
    if (!added.isDone() && !added.text().contains("already")) {
      throw refused("fapolicyd does not trust " + copy, added);
    }
    must("fapolicyd does not read its trust anew", "fapolicyd-cli", "--update");
  }

  private void must(String otherwise, String... line) throws IOException {
    var done = commands.run(LIMIT, line);
    if (!done.isDone()) {
      throw refused(otherwise, done);
    }
  }

  private static RuntimeException refused(String what, Output output) {
    return ActionFailed.because(ProblemId.STEP_FAILED, what, output);
  }
}
