package io.holdfast.installer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `holdfast hosts maintenance ...`: around a time in which a person may switch a host off.
@Command(
    name = "maintenance",
    description = "Let a host be switched off without harm, and take it back.",
    synopsisSubcommandLabel = "VERB",
    subcommands = {MaintenanceBeginCommand.class, MaintenanceEndCommand.class})
final class HostsMaintenanceCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A verb is missing.");
  }
}
