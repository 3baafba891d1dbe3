package io.holdfast.installer.host;

import io.holdfast.installer.host.RootScript.Conversation;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads a command's standard error as long as it lives, keeps its last lines for evidence, and
/// answers sudo's prompt once. A second prompt means that the password was wrong, and a password
/// that is not to be had can't be answered with: the command is ended.
final class ErrorTail {
  private static final int KEPT = 4096;

  private final Conversation process;
  private final String prompt;
  private final Sudo sudo;
  private final StringBuilder tail = new StringBuilder();
  private final Thread reader;
  private boolean answered;
  private @Nullable RuntimeException noPassword;

  private ErrorTail(String host, Conversation process, String prompt, Sudo sudo) {
    this.process = process;
    this.prompt = prompt;
    this.sudo = sudo;
    this.reader = Thread.ofVirtual().name("errors-" + host).unstarted(this::read);
  }

  static ErrorTail watch(String host, Conversation process, String prompt, Sudo sudo) {
    var tail = new ErrorTail(host, process, prompt, sudo);
    tail.reader.start();
    return tail;
  }

  private void read() {
    var buffer = new byte[4096];
    try {
      for (var count = process.errors().read(buffer);
          count >= 0;
          count = process.errors().read(buffer)) {
        keep(new String(buffer, 0, count, StandardCharsets.UTF_8));
      }
    } catch (IOException ended) {
      // The command is over; what it said is kept.
    }
  }

  private synchronized void keep(String text) throws IOException {
    tail.append(text);
    var at = tail.indexOf(prompt);
    while (at >= 0) {
      tail.delete(at, at + prompt.length());
      answer();
      at = tail.indexOf(prompt);
    }
    tail.delete(0, Math.max(0, tail.length() - KEPT));
  }

  private void answer() throws IOException {
    if (answered || sudo.password().isEmpty()) {
      process.ending().run();
      return;
    }
    answered = true;
    var secret = password();
    if (secret.isEmpty()) {
      process.ending().run();
      return;
    }
    process.input().write((secret.get().reveal() + "\n").getBytes(StandardCharsets.UTF_8));
    process.input().flush();
  }

  private Optional<Secret> password() {
    try {
      return sudo.password().map(Supplier::get);
    } catch (RuntimeException notToBeHad) {
      noPassword = notToBeHad;
      return Optional.empty();
    }
  }

  /// Why the command was ended, where that was because nobody could say the password.
  synchronized Optional<RuntimeException> noPassword() {
    return Optional.ofNullable(noPassword);
  }

  /// What was said up to the end of the command, or up to now when it goes on.
  String settled() {
    try {
      reader.join(Duration.ofSeconds(1));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      return tail.toString().strip();
    }
  }
}
