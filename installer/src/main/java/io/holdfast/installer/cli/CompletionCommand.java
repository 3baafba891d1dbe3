package io.holdfast.installer.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

/// `holdfast completion`: the script that lets a shell complete verbs and options.
@Command(
    name = "completion",
    description = {
      "Print the completion script for bash and zsh:",
      "source <(holdfast completion)"
    })
final class CompletionCommand extends Verb {
  @Override
  int run(Output output) {
    output.text(AutoComplete.bash("holdfast", root()));
    return 0;
  }
}
