package io.holdfast.installer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `holdfast certs ...`: certificates that the company's own authority signs, and all that the site
/// has.
@Command(
    name = "certs",
    description = "Have certificates signed by the company's authority; list those of the site.",
    synopsisSubcommandLabel = "VERB",
    subcommands = {CertsImportCommand.class, CertsRequestCommand.class, CertsShowCommand.class})
final class CertsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A verb is missing.");
  }
}
