package io.holdfast.installer.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What all verbs of an administrator share: how they print, whether they ask, where they keep
/// their state.
@Command(mixinStandardHelpOptions = true, version = "holdfast " + HoldfastCommand.VERSION)
abstract class Verb implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--output",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "How to print: text or json.")
  private Output.Form form = Output.Form.TEXT;

  @Option(names = "--yes", description = "Ask nothing; take yes for an answer.")
  private boolean yes;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Where the sites' state is kept (~/.local/share/holdfast).")
  private @Nullable Path state;

  @Override
  public final Integer call() throws Exception {
    LogFile.open(stateFolder());
    try {
      return run(output());
    } catch (LinkageError | StackOverflowError | OutOfMemoryError broken) {
      throw new IllegalStateException("the program is broken: " + broken, broken);
    }
  }

  /// Does the verb's work and returns the exit code; failures are thrown.
  abstract int run(Output output) throws Exception;

  final Output output() {
    return new Output(spec.commandLine(), form == Output.Form.JSON);
  }

  /// The command tree that this verb is part of.
  final CommandLine root() {
    var at = spec.commandLine();
    while (at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  final Path stateFolder() {
    return Optional.ofNullable(state).orElseGet(() -> LogFile.standardState(System.getenv()));
  }

  /// Whether a question may be answered without asking.
  final boolean isYes() {
    return yes;
  }
}
