package io.holdfast.agent;

import io.holdfast.agent.host.HostCommands;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.host.SystemClock;
import io.holdfast.agent.host.Uptime;
import io.holdfast.agent.rehearsal.RehearsalProcess;
import io.holdfast.agent.runner.LeaseKeeper;
import io.holdfast.agent.runner.RunnerMain;
import io.holdfast.agent.serve.AgentProcess;
import io.holdfast.agent.step.HostJournal;
import io.holdfast.agent.step.Images;
import io.holdfast.agent.step.SiteGuard;
import io.holdfast.agent.step.StepProcess;
import io.holdfast.templates.problem.HoldfastException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/// The one program of Holdfast on a host. Its verbs are started by the installer and by systemd,
/// not by people: `runner [MARKER]`, `step SPOOLFILE`, `rehearse FOLDER`, `serve [SETTINGS]`,
/// `version`. Before the first two, `--data FOLDER` says that the site's data lies elsewhere than
/// usual; a runner hands it on to its steps.
public final class Main {
  private static final String SETTINGS = "/etc/holdfast/agent/agent.json";
  private static final String DATA = "--data";
  private static final int USAGE = 2;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    try {
      return start(arguments);
    } catch (HoldfastException expected) {
      System.err.println(expected.first().toText());
      return expected.exitCode();
    } catch (IOException failed) {
      System.err.println("holdfast-agent: " + failed.getMessage());
      return 1;
    }
  }

  private static int start(String[] arguments) throws IOException {
    var isElsewhere = arguments.length > 2 && arguments[0].equals(DATA);
    return isElsewhere
        ? start(Arrays.copyOfRange(arguments, 2, arguments.length), Optional.of(arguments[1]))
        : start(arguments, Optional.empty());
  }

  private static int start(String[] arguments, Optional<String> data) throws IOException {
    var verb = arguments.length == 0 ? "" : arguments[0];
    var operand = arguments.length > 1 ? Optional.of(arguments[1]) : Optional.<String>empty();
    switch (verb) {
      case "runner" -> RunnerMain.run(Root.ofHost(data), Version.current(), operand);
      case "step" -> step(Root.ofHost(data), operand);
      case "rehearse" -> rehearse(operand);
      case "serve" -> AgentProcess.run(Path.of(operand.orElse(SETTINGS)), Version.current());
      case "version" -> System.out.println(Version.current());
      default -> {
        System.err.println(
            "usage: holdfast-agent runner | step FILE | rehearse FOLDER | serve [FILE] | version");
        return USAGE;
      }
    }
    return 0;
  }

  private static void rehearse(Optional<String> operand) throws IOException {
    var folder = Path.of(operand.orElseThrow(() -> new IOException("where?")));
    var out = System.out;
    // Whoever prints by mistake must not end up behind the answer.
    System.setOut(System.err);
    out.println(new RehearsalProcess(new SystemClock()).hold(folder, System.in));
  }

  private static void step(Root root, Optional<String> operand) throws IOException {
    var spoolFile = Path.of(operand.orElseThrow(() -> new IOException("which step?")));
    var guard = new SiteGuard(root, new LeaseKeeper(root, Uptime.ofKernel()));
    var journal = new HostJournal(root, InstantSource.system());
    new StepProcess(root, new HostCommands(), journal, guard, new Images(root)).run(spoolFile);
  }
}
