package io.holdfast.installer.cli;

import io.holdfast.installer.wizard.terminal.PlainPrompts;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Lines from standard input; hidden ones from the terminal where there is one.
final class ConsoleLines implements PlainPrompts.Lines {
  private final BufferedReader input =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private final Optional<Console> terminal;

  ConsoleLines(Optional<Console> terminal) {
    this.terminal = terminal;
  }

  @Override
  public Optional<String> next() {
    try {
      return Optional.ofNullable(input.readLine());
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  @Override
  public Optional<String> nextHidden() {
    return terminal.isPresent()
        ? Optional.ofNullable(terminal.get().readPassword()).map(String::new)
        : next();
  }
}
