package io.holdfast.installer.cli;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/// Asks before anything is changed, unless `--yes` was given. Where nobody can answer, that is
/// required.
final class Consent {
  static final String NOTHING_CHANGED = "Nothing was changed.";

  private Consent() {}

  static boolean given(boolean yes, Output output, String question) {
    return given(yes, output, question, NOTHING_CHANGED);
  }

  /// The same with what is said to whoever does not want it.
  static boolean given(boolean yes, Output output, String question, String refused) {
    if (yes) {
      return true;
    }
    var console = terminal().orElseThrow(() -> nobody(question, "--yes"));
    output.say(question + " [y/N]");
    var answer = console.readLine();
    var isGiven = answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    if (!isGiven) {
      output.say(refused);
    }
    return isGiven;
  }

  /// For what no plain command takes back: the name of the site, in `option` on the command line or
  /// typed. A wrong one is refused; `--yes` is none.
  static boolean typed(Optional<String> given, String option, Output output, String site) {
    if (given.isPresent()) {
      requireSame(given.get(), option, site);
      return true;
    }
    var question = "Type the name of the site, " + site + ", to go on";
    var console = terminal().orElseThrow(() -> nobody(question, option + " " + site));
    output.say(question + ":");
    var answer = console.readLine();
    var isGiven = answer != null && answer.strip().equals(site);
    if (!isGiven) {
      output.say(NOTHING_CHANGED);
    }
    return isGiven;
  }

  /// Refuses the name of another site.
  static void requireSame(String given, String option, String site) {
    if (!given.equals(site)) {
      throw Problem.of(ProblemId.USAGE_WRONG, option + " names " + given + ", the site is " + site)
          .withFix("look whether this is the site you mean: holdfast status")
          .asException();
    }
  }

  private static Optional<Console> terminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  private static HoldfastException nobody(String question, String option) {
    return Problem.of(ProblemId.USAGE_WRONG, "Nobody is here to ask: " + question)
        .withFix("add " + option)
        .asException();
  }
}
