package io.holdfast.installer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `holdfast hosts ...`: what is done to hosts as a whole, behind the gates of an upgrade.
@Command(
    name = "hosts",
    description = "Do something to hosts as a whole, behind the gates of an upgrade.",
    synopsisSubcommandLabel = "VERB",
    subcommands = {
      HostsAddCommand.class,
      HostsMaintenanceCommand.class,
      HostsRebootCommand.class,
      HostsRemoveCommand.class,
      HostsReplaceCommand.class
    })
final class HostsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A verb is missing.");
  }
}
