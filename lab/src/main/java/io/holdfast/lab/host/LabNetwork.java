package io.holdfast.lab.host;

import java.util.Set;
import java.util.stream.Collectors;

/// The bridge between the practice hosts and this machine. Nothing routes beyond it.
record LabNetwork(LabPlan plan) {
  void make() {
    var bridge = plan.bridge();
    if (!SystemCommand.attempt("ip", "link", "show", bridge).ok()) {
      SystemCommand.run("ip", "link", "add", bridge, "type", "bridge", "forward_delay", "0");
    }
    SystemCommand.run("ip", "address", "replace", plan.adminAddress() + "/24", "dev", bridge);
    SystemCommand.run("ip", "link", "set", bridge, "up");
  }

  /// Removes the bridge and every device of its hosts, also those a power cut left behind.
  void remove() {
    for (var device : devices()) {
      if (device.equals(plan.bridge()) || device.startsWith("vb-" + plan.bridge() + "-")) {
        SystemCommand.attempt("ip", "link", "delete", device);
      }
    }
  }

  /// The numbers of the networks 10.213.N.0/24 that something on this machine uses already.
  static Set<Integer> taken() {
    return SystemCommand.run("ip", "-4", "route", "show", "table", "all")
        .lines()
        .flatMap(line -> java.util.Arrays.stream(line.split("[ /]")))
        .filter(word -> word.matches("10\\.213\\.\\d+\\.\\d+"))
        .map(word -> Integer.valueOf(word.split("\\.")[2]))
        .collect(Collectors.toSet());
  }

  private static java.util.List<String> devices() {
    return SystemCommand.run("ip", "-o", "link", "show")
        .lines()
        .map(line -> line.split(": ")[1].split("@")[0])
        .sorted()
        .toList();
  }
}
