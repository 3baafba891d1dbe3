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
  /// The result for scripts.
  record Result(String script) {}

  @Override
  int run(Output output) {
    var script = AutoComplete.bash("holdfast", root());
    output.text(script);
    output.result(new Result(script));
    return 0;
  }
}
