package io.holdfast.lab.host;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs programs of this machine and waits for them. Their input goes in by standard input, so that
/// nothing secret stands in an argument list.
public final class SystemCommand {
  /// What a program left behind.
  public record Result(int exitCode, String out, String err) {
    public boolean ok() {
      return exitCode == 0;
    }
  }

  private SystemCommand() {}

  /// Standard output of a program that must succeed.
  public static String run(String... command) {
    var result = attempt(command);
    if (!result.ok()) {
      throw Problem.of(ProblemId.LAB_COMMAND_FAILED, "Failed: " + String.join(" ", command))
          .withEvidence(tail(result.err() + result.out()))
          .asException();
    }
    return result.out();
  }

  /// Runs a program whose failure is an answer too.
  public static Result attempt(String... command) {
    return attempt("", List.of(command));
  }

  /// Runs a program with text on its standard input.
  public static Result attempt(String input, List<String> command) {
    try {
      var process = new ProcessBuilder(command).start();
      return waitFor(process, input);
    } catch (IOException failed) {
      return new Result(127, "", String.valueOf(failed.getMessage()));
    }
  }

  private static Result waitFor(Process process, String input) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var out = threads.submit(text(process.getInputStream()::readAllBytes));
      var err = threads.submit(text(process.getErrorStream()::readAllBytes));
      send(process, input);
      return new Result(process.waitFor(), result(out), result(err));
    } catch (InterruptedException interrupted) {
      process.destroy();
      Thread.currentThread().interrupt();
      return new Result(130, "", "interrupted");
    }
  }

  private static void send(Process process, String input) {
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException closedEarly) {
      // A program that reads no input is free to close it; its exit code tells the rest.
      process.isAlive();
    }
  }

  private static Callable<String> text(Callable<byte[]> bytes) {
    return () -> new String(bytes.call(), StandardCharsets.UTF_8);
  }

  private static String result(Future<String> text) throws InterruptedException {
    try {
      return text.get();
    } catch (java.util.concurrent.ExecutionException broken) {
      throw new UncheckedIOException(new IOException(broken.getCause()));
    }
  }

  /// Starts a program in a session of its own that outlives this one; its output is appended to
  /// `log`.
  static void startDetached(Path log, String... command) {
    try {
      new ProcessBuilder(command)
          .redirectInput(Path.of("/dev/null").toFile())
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .redirectErrorStream(true)
          .start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static String tail(String text) {
    var lines = text.strip().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }
}
