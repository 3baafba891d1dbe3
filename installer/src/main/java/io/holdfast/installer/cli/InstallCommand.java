package io.holdfast.installer.cli;

import io.holdfast.installer.preflight.Skip;
import io.holdfast.installer.run.Interrupts;
import io.holdfast.installer.wizard.DraftFile;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.installer.wizard.Wizard;
import io.holdfast.installer.wizard.screen.Screens;
import io.holdfast.installer.wizard.terminal.FullScreen;
import io.holdfast.installer.wizard.terminal.PlainPrompts;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `holdfast install`: from bare hosts to a running cluster, by the wizard, or without questions by
/// `--answers site.yaml --bundle B --trust T`.
@Command(
    name = "install",
    description = "Ask for everything, check the hosts, show the plan, and install the cluster.")
final class InstallCommand extends SiteAndBundleVerb {
  @Option(
      names = "--plain",
      description = "Ask line by line: for serial consoles and screen readers.")
  private boolean plain;

  @Option(
      names = "--into",
      paramLabel = "FILE",
      defaultValue = "site.yaml",
      description = "Where the wizard writes the answers (site.yaml).")
  private Path into = Path.of("site.yaml");

  @Option(
      names = "--skip",
      paramLabel = "ID[@HOST]=REASON",
      description = "Go on in spite of a failed check; the reason is kept with the run.")
  private List<String> skipped = List.of();

  @Override
  int run(Output output) throws Exception {
    return namesSite() || isYes() || output.isJson() ? install(output) : ask(output);
  }

  private int install(Output output) throws Exception {
    var skips = skipped.stream().map(Skip::parse).toList();
    var context = context();
    var source = source(context);
    try (var open = OpenSite.with(context, source, OpenSite.VaultUse.READ)) {
      open.verifyBundle(output);
      output.say("Checking " + context.site().hosts().size() + " hosts ...");
      PreflightCommand.check(open).skipping(skips).throwIfFailed();
    }
    try (var open = OpenSite.with(context, source, OpenSite.VaultUse.RENEW)) {
      var made = PlanCommand.made(open, Plan.Verb.INSTALL);
      var plan = made.plan();
      var told = new RunOutput(output);
      var running = new Running(open, told);
      if (plan.isEmpty()) {
        return told.end(running.nothingToDo(plan));
      }
      BeforeChange.requireAtStop(open, plan, 0);
      PlanLines.of(open, made).forEach(output::say);
      if (!Consent.given(isYes(), output, "Install this?")) {
        return 0;
      }
      open.remember(source);
      return told.end(running.start(plan, skips));
    }
  }

  private int ask(Output output) throws Exception {
    int exitCode;
    try (var skin = skin()) {
      exitCode = Screens.run(new InstallDesk(stateFolder()), into, skin);
    }
    switch (exitCode) {
      case 0 -> {}
      case Wizard.LEFT -> {
        if (new DraftFile(into).read().isPresent()) {
          output.say("Everything answered is kept: holdfast install goes on.");
        }
      }
      default -> output.say("holdfast resume goes on where it stopped.");
    }
    return exitCode;
  }

  private Skin skin() {
    var terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    if (plain || "dumb".equals(System.getenv("TERM"))) {
      var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
      return new PlainPrompts(new ConsoleLines(terminal), out, InstallCommand::leaveAtOnce);
    }
    if (terminal.isEmpty()) {
      throw Problem.of(ProblemId.USAGE_WRONG, "Nobody is here to ask")
          .withFix(
              "holdfast install --answers site.yaml --bundle BUNDLE --trust FILE --yes",
              "holdfast install --plain   # answers line by line from standard input")
          .asException();
    }
    return FullScreen.open(InstallCommand::leaveAtOnce);
  }

  private static void leaveAtOnce() {
    Runtime.getRuntime().halt(Interrupts.CANCELLED);
  }
}
