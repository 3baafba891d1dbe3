package io.holdfast.installer.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// Commands as somebody types them, and what they have said so far on each of their outputs.
final class Typed {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /// Gives the exit code.
  int run(List<String> arguments) {
    return HoldfastCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  void forget() {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
  }

  String out() {
    return out.toString();
  }

  List<String> outLines() {
    return out().lines().toList();
  }

  String err() {
    return err.toString();
  }
}
