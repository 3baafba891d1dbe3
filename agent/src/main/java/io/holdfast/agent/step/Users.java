package io.holdfast.agent.step;

import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.Root;
import io.holdfast.scheduler.host.Action;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The users that services run as: found in whatever the host asks for its users (`getent`), or
/// made where the site allows it. One that is there is never changed.
///
/// Data that is there and belongs to another user ends the step before anything is written: a
/// service that can no longer read its data would take itself out of the quorum.
final class Users {
  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9._-]{0,31}");
  private static final Pattern MADE = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");

  private final Root root;
  private final Commands commands;

  Users(Root root, Commands commands) {
    this.root = root;
    this.commands = commands;
  }

  Outcome ensure(Action.EnsureUser action) throws IOException {
    var wanted = action.wanted().orElseGet(() -> plain(action));
    requireNames(action, wanted);
    var found = entry("passwd", action.name());
    if (found.isPresent()) {
      requireNumber("The user " + action.name(), found.get(), wanted.uid());
    } else if (!wanted.create()) {
      throw missing("user " + action.name());
    } else {
      requireFree("passwd", wanted.uid());
    }
    var number = found.map(Entry::number).or(() -> wanted.uid().map(Integer::longValue));
    requireOwnData(action, number);
    var group = ensureGroup(action, wanted, found.isPresent());
    if (found.isPresent()) {
      return group ? Outcome.changed("group " + wanted.group()) : same(action);
    }
    make(action, wanted);
    return Outcome.changed("user " + action.name());
  }

  private static Outcome same(Action.EnsureUser action) {
    return Outcome.same("user " + action.name());
  }

  private static Action.WantedUser plain(Action.EnsureUser action) {
    return new Action.WantedUser(action.name(), Optional.empty(), Optional.empty(), true);
  }

  private static void requireNames(Action.EnsureUser action, Action.WantedUser wanted) {
    var form = wanted.create() ? MADE : NAME;
    for (var name : List.of(action.name(), wanted.group())) {
      if (!form.matcher(name).matches() || !action.home().startsWith("/")) {
        throw ActionFailed.because("\"" + name + "\" can't be a system user");
      }
    }
  }

  /// Whether it was made. The group that Holdfast's own user came with is left as it is.
  private boolean ensureGroup(Action.EnsureUser action, Action.WantedUser wanted, boolean hasUser)
      throws IOException {
    if (hasUser && action.wanted().isEmpty()) {
      return false;
    }
    var found = entry("group", wanted.group());
    if (found.isPresent()) {
      requireNumber("The group " + wanted.group(), found.get(), wanted.gid());
      return false;
    }
    if (!wanted.create()) {
      throw missing("group " + wanted.group());
    }
    requireFree("group", wanted.gid());
    var number = wanted.gid().map(gid -> List.of("--gid", gid.toString())).orElse(List.of());
    run("The group " + wanted.group(), List.of("groupadd", "--system"), number, wanted.group());
    return true;
  }

  private void make(Action.EnsureUser action, Action.WantedUser wanted) throws IOException {
    var number = wanted.uid().map(uid -> List.of("--uid", uid.toString())).orElse(List.of());
    var line =
        List.of(
            "useradd",
            "--system",
            "--no-user-group",
            "--gid",
            wanted.group(),
            "--no-create-home",
            "--home-dir",
            action.home(),
            "--shell",
            "/usr/sbin/nologin");
    run("The user " + action.name(), line, number, action.name());
  }

  private void run(String what, List<String> line, List<String> number, String name)
      throws IOException {
    var arguments = new ArrayList<>(line);
    arguments.addAll(number);
    arguments.add(name);
    var done = commands.run(QUICK, arguments.toArray(String[]::new));
    if (!done.isDone()) {
      throw ActionFailed.because(ProblemId.STEP_FAILED, what + " can't be made", done);
    }
  }

  /// A line of `getent`: name, a mark, the number, and more.
  private Optional<Entry> entry(String table, String key) throws IOException {
    var found = commands.run(QUICK, "getent", table, key);
    var fields = found.text().strip().split(":", -1);
    return found.isDone() && fields.length > 2 && fields[2].matches("[0-9]{1,10}")
        ? Optional.of(new Entry(fields[0], Long.parseLong(fields[2])))
        : Optional.empty();
  }

  private record Entry(String name, long number) {}

  private void requireNumber(String what, Entry found, Optional<Integer> wanted) {
    if (wanted.isPresent() && wanted.get() != found.number()) {
      throw differs(
          what + " has the number " + found.number() + ", site.yaml says " + wanted.get());
    }
  }

  private void requireFree(String table, Optional<Integer> number) throws IOException {
    var other = number.isEmpty() ? Optional.<Entry>empty() : entry(table, number.get().toString());
    if (other.isPresent()) {
      throw differs("The number " + other.get().number() + " belongs to " + other.get().name());
    }
  }

  private void requireOwnData(Action.EnsureUser action, Optional<Long> wanted) throws IOException {
    var folder = root.at(action.home());
    if (!Files.isDirectory(folder) || isEmpty(folder)) {
      return;
    }
    var owner = Access.of(folder).owner();
    var number = owner.substring(0, owner.indexOf(':'));
    if (!wanted.map(it -> Long.toString(it)).equals(Optional.of(number))) {
      throw differs(
          "The data in "
              + action.home()
              + " belongs to the user with the number "
              + number
              + ", not to "
              + action.name());
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var list = Files.list(folder)) {
      return list.allMatch(path -> path.endsWith("lost+found"));
    }
  }

  private static RuntimeException missing(String what) {
    return Problem.of(ProblemId.STEP_FAILED, "There is no " + what)
        .withFix("make it, or take \"create: false\" away from it in site.yaml")
        .asException();
  }

  private static RuntimeException differs(String what) {
    return Problem.of(ProblemId.STEP_FAILED, what)
        .withFix("holdfast preflight   # it names what differs on all hosts")
        .asException();
  }
}
