package io.holdfast.installer.host;

import io.holdfast.installer.ssh.HostConnection;
import io.holdfast.installer.ssh.RemoteProcess;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// One of our shell scripts, running as root on a host.
///
/// The script goes in on standard input, read byte by byte up to its announced length, so nothing
/// of it stands in the process list and no byte after it is swallowed. sudo's password is written
/// only after sudo's own prompt, a random word, was seen; nothing else is written before the far
/// side has said, by another random word, that it is root and listening.
final class RootScript implements AutoCloseable {
  private static final String LOADER =
      "n=$1 ready=$2; shift 2; echo \"$ready\"; eval \"$(dd bs=1 count=\"$n\" 2>/dev/null)\"";
  private static final int LONGEST_LINE = 64 << 10;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String host;
  private final Conversation process;
  private final ErrorTail errors;

  private RootScript(String host, Conversation process, ErrorTail errors) {
    this.host = host;
    this.process = process;
    this.errors = errors;
  }

  /// The three streams of a command, wherever it runs.
  record Conversation(
      InputStream output, InputStream errors, OutputStream input, Runnable ending) {}

  /// Starts a command from its words.
  interface Starter {
    Conversation start(List<String> words) throws IOException;
  }

  static RootScript start(
      HostConnection connection, String host, Sudo sudo, String script, List<String> arguments) {
    return start(words -> conversation(connection.start(words)), host, sudo, script, arguments);
  }

  private static Conversation conversation(RemoteProcess process) {
    return new Conversation(process.output(), process.errors(), process.input(), process::close);
  }

  static RootScript start(
      Starter starter, String host, Sudo sudo, String script, List<String> arguments) {
    var prompt = "holdfast-" + randomWord();
    var ready = randomWord();
    var code = script.getBytes(StandardCharsets.UTF_8);
    try {
      var process = starter.start(command(sudo, prompt, ready, code.length, arguments));
      var errors = ErrorTail.watch(host, process, prompt, sudo);
      var running = new RootScript(host, process, errors);
      running.awaitReady(ready, sudo);
      process.input().write(code);
      process.input().flush();
      return running;
    } catch (IOException lost) {
      throw lost(host, lost);
    }
  }

  private static List<String> command(
      Sudo sudo, String prompt, String ready, int length, List<String> arguments) {
    var words = new ArrayList<>(List.of("env", "LC_ALL=C"));
    words.addAll(sudo.words(prompt));
    words.addAll(List.of("sh", "-c", LOADER, "holdfast", Integer.toString(length), ready));
    words.addAll(arguments);
    return words;
  }

  private void awaitReady(String ready, Sudo sudo) throws IOException {
    try (var limit = new TimeLimit(30_000, this::close)) {
      for (var line = readLine(); !line.equals(ready); line = readLine()) {
        limit.check();
      }
    } catch (IOException ended) {
      close();
      throw refusal(sudo, ended);
    }
  }

  private RuntimeException refusal(Sudo sudo, IOException ended) {
    var problem = refused(sudo);
    return errors.noPassword().orElseGet(() -> HoldfastException.of(problem, ended));
  }

  private Problem refused(Sudo sudo) {
    var tail = errors.settled();
    if (sudo.mode() == Sudo.Mode.ROOT || tail.isEmpty()) {
      return Problem.of(ProblemId.CONNECTION_LOST, "The login shell did not start our script")
          .withHost(host)
          .withEvidence(tail);
    }
    return Problem.of(ProblemId.SUDO_REFUSED, "sudo refuses to let the login become root")
        .withHost(host)
        .withEvidence(tail)
        .withFix(
            "on the host, as the login: sudo -v",
            "then check access.sudo and its password file in site.yaml");
  }

  /// The next line of the script's output; ends with an `IOException` when there is none.
  String readLine() throws IOException {
    var line = new StringBuilder();
    while (line.length() < LONGEST_LINE) {
      var next = process.output().read();
      if (next < 0) {
        throw new IOException("the script ended");
      }
      if (next == '\n') {
        return line.toString();
      }
      line.append((char) next);
    }
    throw new IOException("a line without an end");
  }

  InputStream output() {
    return process.output();
  }

  OutputStream input() {
    return process.input();
  }

  /// The last lines on standard error, for evidence.
  String errorTail() {
    return errors.settled();
  }

  static HoldfastException lost(String host, IOException cause) {
    return HoldfastException.of(
        Problem.of(ProblemId.CONNECTION_LOST, "The connection was lost")
            .withHost(host)
            .withEvidence(String.valueOf(cause.getMessage())),
        cause);
  }

  static String randomWord() {
    var bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() {
    process.ending().run();
  }
}
