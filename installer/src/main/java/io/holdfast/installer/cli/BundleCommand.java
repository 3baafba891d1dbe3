package io.holdfast.installer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `holdfast bundle ...`: what a vendor does with bundles, and what anybody may look at.
@Command(
    name = "bundle",
    description = "Make, sign, check and look into bundles.",
    synopsisSubcommandLabel = "VERB",
    subcommands = {
      BundleBuildCommand.class,
      BundleDigestCommand.class,
      BundleInspectCommand.class,
      BundleKeygenCommand.class,
      BundleVerifyCommand.class
    })
final class BundleCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A verb is missing.");
  }
}
