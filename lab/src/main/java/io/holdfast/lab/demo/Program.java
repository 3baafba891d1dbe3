package io.holdfast.lab.demo;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Runs `holdfast` as a user would: as a process of its own with arguments, an exit code and a last
/// line.
public final class Program {
  private final List<String> launcher;
  private final Path folder;

  private Program(List<String> launcher, Path folder) {
    this.launcher = List.copyOf(launcher);
    this.folder = folder;
  }

  /// The program of this very class path and settings, started in the given folder.
  public static Program ofThisClassPath(Path folder) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-XX:Tier4"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "io.holdfast.installer.Main"));
    return new Program(command, folder);
  }

  /// The program from a folder of its own, for example an unpacked distribution.
  public static Program at(Path executable, Path folder) {
    return new Program(List.of(executable.toString()), folder);
  }

  /// How a run ended: exit code, the last JSON line of its output, and everything it said on
  /// stderr.
  public record Ended(int exitCode, Optional<JsonNode> result, String errors) {
    /// The run's result; fails with what it said when the exit code is another one.
    public JsonNode expect(int wanted, String what) {
      if (exitCode != wanted || result.isEmpty()) {
        throw Problem.of(
                ProblemId.STEP_FAILED,
                what + " ended with exit code " + exitCode + " instead of " + wanted)
            .withEvidence(errors.substring(Math.max(0, errors.length() - 3_000)))
            .asException();
      }
      return result.get();
    }
  }

  /// A process under way.
  public static final class Running {
    private final Process process;
    private final Thread reader;
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private volatile Optional<JsonNode> last = Optional.empty();

    private Running(Process process, Consumer<JsonNode> events) {
      this.process = process;
      var errorReader = Thread.ofVirtual().start(this::readErrors);
      this.reader = Thread.ofVirtual().start(() -> readEvents(events, errorReader));
    }

    private void readErrors() {
      process.errorReader(StandardCharsets.UTF_8).lines().forEach(errors::add);
    }

    private void readEvents(Consumer<JsonNode> events, Thread errorReader) {
      try (var lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
          parse(line)
              .ifPresent(
                  node -> {
                    last = Optional.of(node);
                    events.accept(node);
                  });
        }
        errorReader.join();
      } catch (IOException | InterruptedException e) {
        errors.add(e.toString());
      }
    }

    private Optional<JsonNode> parse(String line) {
      if (!line.startsWith("{")) {
        errors.add(line);
        return Optional.empty();
      }
      return Optional.of(Json.readTree(line));
    }

    /// SIGKILL, as a power cut would end it.
    public void kill() {
      process.destroyForcibly();
    }

    public boolean isAlive() {
      return process.isAlive();
    }

    public long pid() {
      return process.pid();
    }

    public Ended await() {
      try {
        var exitCode = process.waitFor();
        reader.join();
        return new Ended(exitCode, last, String.join("\n", errors));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
        return new Ended(130, last, String.join("\n", errors));
      }
    }
  }

  /// Starts the program; `--output json` is added, and each line of it is given to `events`. It
  /// heeds Ctrl-C as at a terminal, also where whoever started us in the background does not.
  public Running start(Consumer<JsonNode> events, List<String> arguments) {
    var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(launcher);
    command.addAll(arguments);
    command.addAll(List.of("--output", "json"));
    try {
      var process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .start();
      return new Running(process, events);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs to the end.
  public Ended run(Consumer<JsonNode> events, String... arguments) {
    return start(events, List.of(arguments)).await();
  }
}
