package io.holdfast.agent.step;

import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.Commands.Output;
import io.holdfast.scheduler.host.Action;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Units of systemd and the products' own checks: everything that is a command.
final class Units {
  private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9@_.:-]{1,200}");
  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final Duration SLOW = Duration.ofMinutes(5);
  private static final int JOURNAL_LINES = 25;
  private final Commands commands;

  Units(Commands commands) {
    this.commands = commands;
  }

  Outcome unit(Action.Unit action) throws IOException {
    if (!UNIT.matcher(action.name()).matches() || action.name().startsWith("-")) {
      throw ActionFailed.because("\"" + action.name() + "\" can't name a unit");
    }
    var name = action.name();
    return switch (action.verb()) {
      case ENABLE -> unless(isEnabled(name), "enable", name);
      case DISABLE -> unless(!isEnabled(name), "disable", name);
      case START -> unless(isActive(name), "start", name);
      case STOP -> stop(name);
      case RESTART -> unless(false, "restart", name);
      case TRY_RESTART -> unless(!isActive(name), "try-restart", name);
      case RELOAD -> unless(false, canReload(name) ? "reload" : "start", name);
    };
  }

  /// A unit that a socket starts on demand would be back with the next request: its triggers stop
  /// with it.
  private Outcome stop(String name) throws IOException {
    var names = new ArrayList<>(triggers(name));
    names.add(name);
    boolean stopped = true;
    for (var each : names) {
      stopped &= isStopped(each);
    }
    return unless(stopped, "stop", names.toArray(String[]::new));
  }

  private List<String> triggers(String name) throws IOException {
    var shown = commands.run(QUICK, "systemctl", "show", "--property=TriggeredBy", "--value", name);
    var words = Arrays.asList(shown.text().strip().split("\\s+"));
    return words.stream().filter(word -> word.endsWith(".socket")).sorted().toList();
  }

  private Outcome unless(boolean alreadySo, String verb, String... names) throws IOException {
    var name = names[names.length - 1];
    var says = verb + " " + name;
    if (alreadySo) {
      return Outcome.same(says);
    }
    if (verb.endsWith("start")) {
      // A unit that failed too often in a row may not be started again without this.
      commands.run(QUICK, "systemctl", "reset-failed", name);
    }
    var line = new ArrayList<>(List.of("systemctl", verb));
    line.addAll(Arrays.asList(names));
    var done = commands.run(line, Map.of(), SLOW);
    if (!done.isDone()) {
      throw ActionFailed.because(
          ProblemId.STEP_FAILED, "systemctl " + says + " failed", withLog(name, done));
    }
    return Outcome.changed(says);
  }

  /// What systemctl said, and the end of the unit's own log, which knows why.
  private Output withLog(String name, Output failed) throws IOException {
    var log =
        commands.run(
            QUICK,
            "journalctl",
            "--unit=" + name,
            "--lines=" + JOURNAL_LINES,
            "--no-pager",
            "--output=cat");
    return new Output(failed.exitCode(), failed.text().strip() + "\n" + log.text());
  }

  private boolean isEnabled(String name) throws IOException {
    return commands.run(QUICK, "systemctl", "is-enabled", "--quiet", name).isDone();
  }

  private boolean isActive(String name) throws IOException {
    return state(name).equals("active");
  }

  /// systemd refuses to reload what does not run. Started, it reads the same files.
  private boolean canReload(String name) throws IOException {
    return List.of("active", "reloading").contains(state(name));
  }

  private boolean isStopped(String name) throws IOException {
    return List.of("inactive", "failed", "unknown").contains(state(name));
  }

  private String state(String name) throws IOException {
    return commands.run(QUICK, "systemctl", "is-active", name).text().strip();
  }

  /// Reading unit files again changes nothing by itself.
  Outcome reload() throws IOException {
    var done = commands.run(SLOW, "systemctl", "daemon-reload");
    if (!done.isDone()) {
      throw ActionFailed.because(ProblemId.STEP_FAILED, "systemctl daemon-reload failed", done);
    }
    return Outcome.same("unit files read again");
  }

  Outcome check(Action.Check action) throws IOException {
    var limit = Duration.ofSeconds(action.timeoutSeconds());
    var program = action.arguments().isEmpty() ? "nothing" : action.arguments().getFirst();
    var done = commands.run(action.arguments(), Map.of(), limit);
    if (!done.isDone()) {
      var how = done.exitCode() == Output.TIMED_OUT ? " not in time" : " with " + done.exitCode();
      var what = "The check by " + program + " ended" + how;
      throw ActionFailed.because(ProblemId.CONFIG_REFUSED, what, done);
    }
    return Outcome.same("checked by " + program);
  }
}
