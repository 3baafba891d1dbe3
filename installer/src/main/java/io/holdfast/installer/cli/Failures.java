package io.holdfast.installer.cli;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The one place where a failure becomes what people read, what scripts read, and an exit code.
///
/// People get the problem's text on standard error; scripts get it as JSON lines on standard
/// output, the result last. A stack trace goes to the log file only.
final class Failures {
  private static final System.Logger LOG = System.getLogger("io.holdfast.installer");

  private Failures() {}

  /// The command line could not be understood.
  static int misused(ParameterException misuse, String[] arguments) {
    var command = misuse.getCommandLine();
    var message = String.valueOf(misuse.getMessage());
    var problem =
        Problem.of(ProblemId.USAGE_WRONG, message.endsWith(".") ? message : message + ".")
            .withFix(command.getCommandSpec().qualifiedName() + " --help");
    if (!Output.isJson(command)) {
      command.getErr().println(ProblemId.USAGE_WRONG.code() + " " + message);
      UnmatchedArgumentException.printSuggestions(misuse, command.getErr());
      tellUsage(command);
    }
    return report(command, HoldfastException.of(problem), Output.isJson(command));
  }

  /// Whoever gave no verb is told which there are; whoever mistyped a word must still see it.
  private static void tellUsage(CommandLine command) {
    if (!command.getSubcommands().isEmpty()) {
      command.usage(command.getErr());
      return;
    }
    var help = command.getHelp();
    command.getErr().print("Usage: " + help.synopsis("Usage: ".length()));
    command.getErr().println("All options: " + help.commandSpec().qualifiedName() + " --help");
  }

  /// A verb failed.
  static int failed(
      Exception failure, CommandLine command, CommandLine.@Nullable ParseResult parsed) {
    LogFile.keepOffTheScreen(LogFile.standardState(System.getenv()));
    LOG.log(
        System.Logger.Level.ERROR, command.getCommandSpec().qualifiedName() + " failed", failure);
    return report(command, known(failure), true);
  }

  private static HoldfastException known(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof HoldfastException known) {
        return known;
      }
    }
    var unusable = unusableFile(failure);
    if (unusable.isPresent()) {
      return unusable.get();
    }
    var problem =
        Problem.of(
                ProblemId.INTERNAL_ERROR,
                "Holdfast made a mistake; nothing was changed by the mistake itself")
            .withEvidence(failure.toString())
            .withFix(LogFile.hint(), "holdfast status", "holdfast resume");
    return HoldfastException.of(problem, failure);
  }

  /// A place on this machine that was named on the command line, such as the state folder, and
  /// cannot be written.
  private static Optional<HoldfastException> unusableFile(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof FileSystemException refused) {
        var problem =
            Problem.of(
                    ProblemId.FILE_NOT_WRITABLE,
                    "The place " + refused.getFile() + " on this machine cannot be used")
                .withEvidence(refused.toString())
                .withFix("name another place, or look at this one: ls -ld " + refused.getFile());
        return Optional.of(HoldfastException.of(problem, failure));
      }
    }
    return Optional.empty();
  }

  private static int report(CommandLine command, HoldfastException failure, boolean isTold) {
    if (isTold) {
      printText(command, failure.problems());
    }
    if (Output.isJson(command)) {
      printJson(command, failure);
    }
    return failure.exitCode();
  }

  static void printText(CommandLine command, List<Problem> problems) {
    problems.forEach(
        problem -> command.getErr().println(GivenPlace.in(command, Brief.of(problem).toText())));
  }

  private static void printJson(CommandLine command, HoldfastException failure) {
    var output = new Output(command, true);
    failure.problems().forEach(output::error);
    output.result(new Failed(failure.exitCode(), word(failure.kind()), failure.problems()));
  }

  private static String word(ProblemKind kind) {
    return kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /// The result of a verb that failed.
  record Failed(int exitCode, String outcome, List<Problem> problems) {}
}
