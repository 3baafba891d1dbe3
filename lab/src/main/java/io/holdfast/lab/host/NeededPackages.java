package io.holdfast.lab.host;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What practice hosts need from this machine's distribution: installed after saying so.
public record NeededPackages(Consumer<String> says) {
  private static final Map<String, String> PACKAGE_OF_PROGRAM =
      new TreeMap<>(
          Map.of(
              "ip", "iproute2",
              "mmdebstrap", "mmdebstrap",
              "mount", "mount",
              "nsenter", "util-linux",
              "ssh", "openssh-client",
              "systemd-nspawn", "systemd-container"));

  /// Installs what is missing; `yes` is the consent that a script gives beforehand.
  public void ensure(boolean yes) {
    requireRoot();
    var missing = missing();
    if (missing.isEmpty()) {
      return;
    }
    says.accept("Needed from the distribution: " + String.join(" ", missing));
    if (!yes && !Asked.agrees("Install them now with apt-get?")) {
      throw Problem.of(
              ProblemId.LAB_IMPOSSIBLE, "Packages are missing: " + String.join(" ", missing))
          .withFix("holdfast lab up --yes", "apt-get install " + String.join(" ", missing))
          .asException();
    }
    install(missing);
  }

  private static void requireRoot() {
    if (!SystemCommand.attempt("id", "-u").out().strip().equals("0")) {
      throw Problem.of(ProblemId.LAB_IMPOSSIBLE, "Practice hosts need root on this machine")
          .asException();
    }
  }

  private static List<String> missing() {
    return PACKAGE_OF_PROGRAM.entrySet().stream()
        .filter(entry -> !SystemCommand.attempt("sh", "-c", "command -v " + entry.getKey()).ok())
        .map(Map.Entry::getValue)
        .toList();
  }

  private static void install(List<String> packages) {
    var command = new ArrayList<>(List.of("env", "DEBIAN_FRONTEND=noninteractive", "apt-get"));
    command.addAll(List.of("install", "--yes", "--no-install-recommends"));
    command.addAll(packages);
    var whole = command.toArray(String[]::new);
    if (!SystemCommand.attempt(whole).ok()) {
      SystemCommand.run("apt-get", "update");
      SystemCommand.run(whole);
    }
  }
}
