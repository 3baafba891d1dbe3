package io.holdfast.agent.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/// A host in a folder: its files are real, its programs answer from a table of command lines.
public final class FakeHost implements Commands, Uptime {
  private final Root root;
  private final ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
  private final Map<String, Function<String, Output>> programs = new ConcurrentSkipListMap<>();
  private volatile String boot = "boot-1";
  private volatile long uptime = 100_000;

  public FakeHost(Path folder) {
    this.root = new Root(folder);
  }

  public Root root() {
    return root;
  }

  /// Lines that begin like this end like that.
  public FakeHost answering(String beginning, int exitCode, String text) {
    return answering(beginning, line -> new Output(exitCode, text));
  }

  public FakeHost answering(String beginning, Function<String, Output> how) {
    programs.put(beginning, how);
    return this;
  }

  @Override
  public Output run(List<String> arguments, Map<String, String> environment, Duration limit) {
    var line = String.join(" ", arguments);
    ran.add(line);
    return programs.entrySet().stream()
        .filter(program -> line.startsWith(program.getKey()))
        .reduce((one, other) -> one.getKey().length() > other.getKey().length() ? one : other)
        .map(program -> program.getValue().apply(line))
        .orElse(new Output(0, ""));
  }

  /// Every command line so far.
  public List<String> ran() {
    return List.copyOf(ran);
  }

  public void reboot() {
    boot = "boot-2";
    uptime = 0;
  }

  public synchronized void pass(long milliseconds) {
    uptime = uptime + milliseconds;
  }

  @Override
  public String bootId() {
    return boot;
  }

  @Override
  public String systemBoot() {
    return boot + " 1";
  }

  @Override
  public long uptimeMs() {
    return uptime;
  }

  /// Whoever runs the test, as owner of files.
  public static String me() {
    try {
      var file = Files.createTempFile("owner", "");
      var owner = Access.of(file).owner();
      Files.delete(file);
      return owner;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
