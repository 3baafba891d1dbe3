package io.holdfast.installer.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// How many workers a run without any other bound may leave behind.
final class LeavingBehind {
  @Option(
      names = "--max-unreachable-workers",
      paramLabel = "N",
      description =
          "Go on without up to N workers that give no answer; give the command again later.")
  private int maxUnreachable;

  /// Refuses what is no number of workers.
  int most() {
    return RunBounds.sparing(maxUnreachable).maxUnreachable();
  }

  RunBounds.Limits limits() {
    return new RunBounds.Limits(Optional.empty(), Optional.empty(), most(), List.of());
  }
}
