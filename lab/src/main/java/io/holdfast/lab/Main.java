package io.holdfast.lab;

import io.holdfast.installer.cli.HoldfastCommand;

/// The program as it runs from its sources: the administrator's verbs and those of the lab.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(HoldfastCommand.commandLine().execute(arguments));
  }
}
