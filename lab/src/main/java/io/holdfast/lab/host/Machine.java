package io.holdfast.lab.host;

import io.holdfast.lab.host.LabPlaces.HostPlaces;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One practice host as a machine: power on, power cut, reboot, and commands inside it.
final class Machine {
  private static final Duration BOOT = Duration.ofMinutes(3);

  private final LabPlan plan;
  private final LabHost host;
  private final LabPlaces places;

  Machine(LabPlan plan, LabHost host, LabPlaces places) {
    this.plan = plan;
    this.host = host;
    this.places = places;
  }

  String name() {
    return plan.machine(host);
  }

  /// The machine's first process as seen from here, when it has one.
  Optional<Long> leader() {
    return ControlGroups.processes(name()).stream()
        .filter(Machine::isFirstOfItsMachine)
        .findFirst();
  }

  private static boolean isFirstOfItsMachine(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("NSpid:"))
          .map(line -> line.split("\\s+"))
          .anyMatch(words -> words.length == 3 && words[2].equals("1"));
    } catch (IOException gone) {
      return false;
    }
  }

  /// Starts the machine when it is off. Does not wait for it.
  void powerOn() {
    if (!ControlGroups.processes(name()).isEmpty()) {
      return;
    }
    removeNetworkDevice();
    HostPlaces folders = places.host(host.name());
    SystemCommand.startDetached(
        folders.console(),
        "setsid",
        "sh",
        places.startScript().toString(),
        name(),
        host.name(),
        folders.root().toString(),
        plan.bridge(),
        folders.docker().toString());
  }

  /// Ends every process of the machine at once, as a power cut does.
  void powerCut() {
    kill(name());
    removeNetworkDevice();
  }

  void askToPowerOff() {
    inside("systemctl", "poweroff");
  }

  /// Waits until the machine is off, and leaves nothing of it behind.
  void awaitOff() {
    Waiting.until(
        BOOT, () -> ControlGroups.processes(name()).isEmpty(), () -> notUp("did not shut down"));
    removeNetworkDevice();
  }

  /// Ends every process of a machine of that name, whichever lab it was of.
  static void kill(String machine) {
    for (int i = 0; i < 100; i++) {
      var pids = ControlGroups.processes(machine);
      if (pids.isEmpty()) {
        return;
      }
      pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      Waiting.pause();
    }
    throw Problem.of(ProblemId.LAB_COMMAND_FAILED, "The processes of " + machine + " do not end")
        .asException();
  }

  private void removeNetworkDevice() {
    SystemCommand.attempt("ip", "link", "delete", "vb-" + name());
  }

  /// An orderly reboot; returns when the machine is up again.
  void reboot() {
    var before = leader();
    inside("systemctl", "reboot");
    Waiting.until(
        BOOT,
        () -> leader().isPresent() && !leader().equals(before),
        () -> notUp("did not reboot"));
    awaitUp();
  }

  /// Waits until the machine has booted and its sshd listens.
  void awaitUp() {
    Waiting.until(BOOT, this::isUp, () -> notUp("did not come up"));
  }

  /// Asked from inside: a connection from outside that logs in nowhere would count as an attack.
  boolean isUp() {
    var state = inside("systemctl", "is-system-running").out().strip();
    return (state.equals("running") || state.equals("degraded"))
        && !inside("ss", "-Hltn", "sport = :22").out().isBlank();
  }

  private RuntimeException notUp(String what) {
    return Problem.of(ProblemId.LAB_HOST_NOT_UP, "A practice host " + what)
        .withHost(host.name())
        .withEvidence(SystemCommand.tail(console()))
        .withFix("holdfast lab down --name " + plan.shape().name())
        .asException();
  }

  private String console() {
    try {
      return Files.readString(places.host(host.name()).console());
    } catch (IOException none) {
      return "no console output";
    }
  }

  /// Runs a command inside as root, without any login. A machine that is off answers 255.
  SystemCommand.Result inside(String... command) {
    return leader()
        .map(pid -> SystemCommand.attempt(entering(pid, command)))
        .orElseGet(() -> new SystemCommand.Result(255, "", host.name() + " is off"));
  }

  /// The command of this machine that runs one inside; empty when the machine is off.
  Optional<List<String>> entering(String... command) {
    return leader().map(pid -> List.of(entering(pid, command)));
  }

  private static String[] entering(long pid, String... command) {
    var whole = new ArrayList<String>();
    whole.addAll(List.of("nsenter", "--target", String.valueOf(pid), "--all", "--"));
    whole.addAll(
        List.of("env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
    whole.addAll(List.of("HOME=/root", "LC_ALL=C"));
    whole.addAll(List.of(command));
    return whole.toArray(String[]::new);
  }

  /// TCP ports that answer from outside, in order.
  List<Integer> openPorts() {
    return inside("ss", "-Hltn")
        .out()
        .lines()
        .map(line -> line.split("\\s+"))
        .filter(
            words ->
                words.length > 3 && !words[3].startsWith("127.") && !words[3].startsWith("[::1]"))
        .map(words -> Integer.valueOf(words[3].substring(words[3].lastIndexOf(':') + 1)))
        .distinct()
        .sorted()
        .toList();
  }
}
