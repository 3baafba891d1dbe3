package io.holdfast.lab.host;

import java.io.Console;
import java.util.Optional;

/// A question to whoever sits at the terminal; nobody there means no.
public final class Asked {
  private Asked() {}

  public static boolean agrees(String question) {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .map(console -> console.readLine("%s [y/N] ", question))
        .filter(answer -> answer.strip().equalsIgnoreCase("y"))
        .isPresent();
  }
}
