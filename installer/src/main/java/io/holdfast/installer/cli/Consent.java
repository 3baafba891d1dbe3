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
  private Consent() {}

  static boolean given(boolean yes, Output output, String question) {
    if (yes) {
      return true;
    }
    var console =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .orElseThrow(() -> nobody(question));
    output.say(question + " [y/N]");
    var answer = console.readLine();
    var isGiven = answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    if (!isGiven) {
      output.say("Nothing was changed.");
    }
    return isGiven;
  }

  private static HoldfastException nobody(String question) {
    return Problem.of(ProblemId.USAGE_WRONG, "Nobody is here to ask: " + question)
        .withFix("add --yes")
        .asException();
  }
}
