package io.holdfast.installer;

import io.holdfast.installer.cli.HoldfastCommand;

/// The program an administrator starts.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(HoldfastCommand.commandLine().execute(arguments));
  }
}
