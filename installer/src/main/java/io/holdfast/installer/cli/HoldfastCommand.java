package io.holdfast.installer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The root of the command tree. It does nothing itself: a verb is asked for when none was given.
@Command(
    name = "holdfast",
    mixinStandardHelpOptions = true,
    version = "holdfast " + HoldfastCommand.VERSION,
    synopsisSubcommandLabel = "VERB",
    description =
        "Installs and runs a highly available scheduler platform on machines without internet.",
    subcommands = {
      ApplyCommand.class,
      ApproveCommand.class,
      AttachCommand.class,
      BundleCommand.class,
      CertsCommand.class,
      CompletionCommand.class,
      DrainCommand.class,
      ExcludeCommand.class,
      ExplainCommand.class,
      FinalizeCommand.class,
      HistoryCommand.class,
      HostsCommand.class,
      InstallCommand.class,
      PlanCommand.class,
      PreflightCommand.class,
      RecoverCommand.class,
      RequirementsCommand.class,
      RestoreCommand.class,
      ResumeCommand.class,
      RollbackCommand.class,
      SimCommand.class,
      StatusCommand.class,
      UndrainCommand.class,
      UpgradeCommand.class,
      CommandLine.HelpCommand.class
    })
public final class HoldfastCommand implements Runnable {
  public static final String VERSION = "0.1.0";

  @Spec private CommandSpec spec = CommandSpec.create();

  /// The whole tree of verbs an administrator has; the lab adds its own to it.
  public static CommandLine commandLine() {
    var tree = new CommandLine(new HoldfastCommand());
    tree.setCaseInsensitiveEnumValuesAllowed(true);
    tree.setParameterExceptionHandler(Failures::misused);
    tree.setExecutionExceptionHandler(Failures::failed);
    return tree;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A verb is missing.");
  }
}
