package io.holdfast.lab.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The control groups a practice host runs in. Every process of a host is found through them and no
/// other process is, whatever crashed before: that is why nothing here trusts a pid file.
final class ControlGroups {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final String FOLDER = "holdfast-lab";

  private ControlGroups() {}

  /// Machines that have control groups, alive or not, whose name starts with `prefix`.
  static SortedSet<String> machines(String prefix) {
    var machines = new TreeSet<String>();
    for (var top : tops()) {
      for (var folder : children(top.resolve(FOLDER))) {
        var name = folder.getFileName().toString();
        if (Files.isDirectory(folder) && name.startsWith(prefix)) {
          machines.add(name);
        }
      }
    }
    return machines;
  }

  /// All processes of a machine, its container program included.
  static SortedSet<Long> processes(String machine) {
    var pids = new TreeSet<Long>();
    for (var top : tops()) {
      for (var folder : tree(top.resolve(FOLDER).resolve(machine))) {
        readLines(folder.resolve("cgroup.procs")).map(Long::valueOf).forEach(pids::add);
      }
    }
    pids.remove(0L);
    return pids;
  }

  /// Removes a machine's empty groups, the common folder too when it was the last.
  static void remove(String machine) {
    for (var top : tops()) {
      tree(top.resolve(FOLDER).resolve(machine))
          .reversed()
          .forEach(folder -> folder.toFile().delete());
      top.resolve(FOLDER).toFile().delete();
    }
  }

  /// The roots of all hierarchies: one with version 2, one per controller with version 1.
  private static List<Path> tops() {
    if (Files.exists(MOUNT.resolve("cgroup.procs"))) {
      return List.of(MOUNT);
    }
    return children(MOUNT).stream()
        .filter(folder -> !Files.isSymbolicLink(folder))
        .filter(folder -> Files.exists(folder.resolve("cgroup.procs")))
        .toList();
  }

  private static List<Path> children(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException gone) {
      return List.of();
    }
  }

  /// A folder and all below it, parents first; what vanishes meanwhile is left out.
  private static List<Path> tree(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    var all = new ArrayList<Path>();
    all.add(folder);
    children(folder).forEach(child -> all.addAll(tree(child)));
    return all;
  }

  private static Stream<String> readLines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException gone) {
      return Stream.empty();
    }
  }
}
