package io.holdfast.scheduler.live;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Real processes by name, each with a log beside its files. Closing ends exactly these and what
/// they started, which may outlive them.
final class LiveProcesses implements AutoCloseable {
  private static final int LAST = 40;

  private final Path folder;
  private final Map<String, Process> processes = new TreeMap<>();
  private final Set<ProcessHandle> children = new HashSet<>();

  LiveProcesses(Path folder) {
    this.folder = folder;
  }

  void start(String name, List<String> command) throws IOException {
    var log = ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile());
    processes.put(
        name, new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start());
  }

  /// As a power cut would: no farewell. What it started goes on.
  void kill(String name) {
    var process = processes.remove(name);
    if (process != null) {
      process.descendants().forEach(children::add);
      process.destroyForcibly().onExit().join();
    }
  }

  /// Sends a signal to the process that runs under a name.
  void signal(String name, String signal) throws IOException, InterruptedException {
    run(List.of("kill", "-" + signal, Long.toString(idOf(name))));
  }

  /// The last lines of a process' log that some pattern is found in.
  String lately(String name, Pattern pattern) {
    try (var lines = Files.lines(folder.resolve(name + ".log"))) {
      var found = lines.filter(line -> pattern.matcher(line).find()).toList();
      return found.stream().skip(Math.max(0, found.size() - LAST)).collect(joining("\n", "", "\n"));
    } catch (IOException | UncheckedIOException unreadable) {
      return unreadable + "\n";
    }
  }

  /// The id of the process that runs under a name, to see that nobody restarted it.
  long idOf(String name) {
    return Optional.ofNullable(processes.get(name)).map(Process::pid).orElse(-1L);
  }

  /// Runs a command in the folder to its end and returns what it wrote.
  String run(List<String> command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
    return output;
  }

  @Override
  public void close() {
    for (var name : List.copyOf(processes.keySet())) {
      kill(name);
    }
    children.forEach(ProcessHandle::destroyForcibly);
    unmount();
  }

  /// A worker that runs as root mounts a small file system for the secrets of each task, and leaves
  /// it behind when it is killed.
  private void unmount() {
    try {
      var mounts =
          Files.readAllLines(Path.of("/proc/mounts")).stream()
              .map(line -> line.split(" ")[1])
              .filter(mount -> mount.startsWith(folder + "/"))
              .toList();
      for (var mount : mounts.reversed()) {
        new ProcessBuilder("umount", "--lazy", mount).start().waitFor();
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
