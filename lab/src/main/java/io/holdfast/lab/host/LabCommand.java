package io.holdfast.lab.host;

import io.holdfast.templates.text.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `holdfast lab`: practice hosts for trying everything out on one machine.
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description =
        "Practice hosts on this machine: Debian with systemd and sshd, behind a jump host.",
    synopsisSubcommandLabel = "VERB")
public final class LabCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A verb is missing.");
  }

  /// What every verb takes: which lab, and how to print.
  static final class Common {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--name",
        description = "Which lab (lab; of status the only one on this machine, whatever its name).")
    private @Nullable String name;

    @Option(names = "--output", defaultValue = "text", description = "text or json.")
    private Output output = Output.text;

    /// Another lab is never taken for the one to make, to remove or to disturb.
    String name() {
      return name(List.of());
    }

    /// The one named, else the only one of these.
    String name(List<String> known) {
      return Optional.ofNullable(name)
          .orElseGet(() -> known.size() == 1 ? known.getFirst() : PracticeLab.USUAL_NAME);
    }

    PracticeLab lab() {
      return lab(name());
    }

    PracticeLab lab(String name) {
      return PracticeLab.named(name, spec.commandLine().getErr()::println);
    }

    void print(LabStatus status) {
      var out = spec.commandLine().getOut();
      if (output == Output.json) {
        out.println(Json.write(status));
      } else {
        StatusText.print(status, out);
      }
    }
  }

  /// The forms of an answer.
  enum Output {
    text,
    json
  }

  @Command(
      name = "up",
      mixinStandardHelpOptions = true,
      description = "Make the hosts, or repair what is missing; waits until all have booted.")
  int up(
      @Mixin Common common,
      @Option(
              names = "--servers",
              defaultValue = "3",
              description = "How many servers (${DEFAULT-VALUE}).")
          int servers,
      @Option(
              names = "--workers",
              defaultValue = "2",
              description = "How many workers (${DEFAULT-VALUE}).")
          int workers,
      @Option(
              names = "--release",
              defaultValue = "trixie",
              description = "trixie or bookworm (${DEFAULT-VALUE}).")
          String release,
      @Option(names = "--yes", description = "Install missing packages without asking.")
          boolean yes) {
    var shape = new LabShape(common.name(), release(release), servers, workers);
    new NeededPackages(err()::println).ensure(yes || "true".equals(System.getenv("CI")));
    common.print(common.lab().up(shape));
    return 0;
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Where the hosts are and how to reach them.")
  int status(@Mixin Common common) {
    common.print(common.lab(common.name(PracticeLab.names())).status());
    return 0;
  }

  @Command(
      name = "down",
      mixinStandardHelpOptions = true,
      description = "Remove the hosts, their network and their files.")
  int down(
      @Mixin Common common,
      @Option(names = "--all", description = "All labs of this machine.") boolean all) {
    var names = all ? PracticeLab.names() : List.of(common.name());
    names.forEach(name -> common.lab(name).down());
    common.print(common.lab().status());
    var left = PracticeLab.names();
    if (!left.isEmpty()) {
      err().println("Still there: " + String.join(", ", left) + " (--name NAME, or --all)");
    }
    return 0;
  }

  @Command(
      name = "reboot",
      mixinStandardHelpOptions = true,
      description = "Reboot a host in order.")
  int reboot(@Mixin Common common, @Parameters(paramLabel = "HOST") String host) {
    common.lab().reboot(host);
    common.print(common.lab().status());
    return 0;
  }

  @Command(
      name = "kill",
      mixinStandardHelpOptions = true,
      description = "Cut a host's power: all its processes end at once.")
  int kill(@Mixin Common common, @Parameters(paramLabel = "HOST") String host) {
    common.lab().powerCut(host);
    common.print(common.lab().status());
    return 0;
  }

  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = "Start a host that is off.")
  int start(@Mixin Common common, @Parameters(paramLabel = "HOST") String host) {
    common.lab().start(host);
    common.print(common.lab().status());
    return 0;
  }

  @Command(
      name = "exec",
      mixinStandardHelpOptions = true,
      description = "Run a command as root inside a host, past sshd and sudo.")
  int exec(
      @Mixin Common common,
      @Parameters(paramLabel = "HOST", index = "0") String host,
      @Parameters(paramLabel = "COMMAND", index = "1..*", arity = "1..*") List<String> command) {
    var result = common.lab().exec(host, command.toArray(String[]::new));
    spec.commandLine().getOut().print(result.out());
    spec.commandLine().getOut().flush();
    err().print(result.err());
    err().flush();
    return result.exitCode();
  }

  private Release release(String codename) {
    for (var release : Release.values()) {
      if (release.codename().equals(codename.toLowerCase(Locale.ROOT))) {
        return release;
      }
    }
    throw new ParameterException(
        spec.commandLine(), "The release is trixie or bookworm, not \"" + codename + "\".");
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
