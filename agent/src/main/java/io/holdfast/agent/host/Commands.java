package io.holdfast.agent.host;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Runs programs of the host: an argument list, never a shell line; with a time limit, `LC_ALL=C`,
/// nothing on standard input.
public interface Commands {

  /// A program that does not end in time is killed with its children and counts as failed. Throws
  /// `IOException` only when the program can't be started at all.
  Output run(List<String> arguments, Map<String, String> environment, Duration limit)
      throws IOException;

  default Output run(Duration limit, String... arguments) throws IOException {
    return run(List.of(arguments), Map.of(), limit);
  }

  /// How a program ended: its exit code (`TIMED_OUT` when it was killed) and the end of what it
  /// wrote, standard output and error together.
  record Output(int exitCode, String text) {
    public static final int TIMED_OUT = -1;
    private static final int EVIDENCE = 3_000;

    public boolean isDone() {
      return exitCode == 0;
    }

    /// The last lines, at most 3,000 characters.
    public String evidence() {
      var stripped = text.strip();
      int from = Math.max(0, stripped.length() - EVIDENCE);
      int line = from == 0 ? -1 : stripped.indexOf('\n', from);
      var end = stripped.substring(line < 0 ? from : line + 1);
      return exitCode == TIMED_OUT ? end + "\n(did not end in time)" : end;
    }
  }
}
