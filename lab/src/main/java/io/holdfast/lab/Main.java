package io.holdfast.lab;

import io.holdfast.installer.cli.HoldfastCommand;
import io.holdfast.lab.demo.DemoCommand;
import io.holdfast.lab.host.LabCommand;
import io.holdfast.lab.sizes.SizesCommand;
import picocli.CommandLine;

/// The program as it runs from its sources: the administrator's verbs and those of the lab.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    var tree = HoldfastCommand.commandLine();
    var lab = new CommandLine(new LabCommand());
    lab.addSubcommand(new SizesCommand());
    tree.addSubcommand(lab);
    tree.addSubcommand(new DemoCommand());
    // Handlers reach only the verbs that are there when they are set.
    return tree.setParameterExceptionHandler(tree.getParameterExceptionHandler())
        .setExecutionExceptionHandler(tree.getExecutionExceptionHandler());
  }
}
