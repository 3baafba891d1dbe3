package io.holdfast.installer.ssh;

import io.holdfast.installer.run.UserFile;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Takes the key of a host that was replaced into the pins, by a fingerprint that a person read at
/// the host's own console.
public record PinFile(Path file) {
  private static final String AT_ITS_CONSOLE =
      "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub   # at the console of ";

  /// The same for the time until somebody has said yes: closed before that, the pins are as they
  /// were.
  public Trial tryOut(ShownKey shown, String typed) {
    return tryOut(shown, typed, replacing(shown));
  }

  /// The same for a `command` of its own, which is told to who typed no fingerprint or a wrong one.
  public Trial tryOut(ShownKey shown, String typed, String command) {
    if (shown.state() == ShownKey.State.PINNED) {
      return new Trial(Optional.empty());
    }
    var before = UserFile.read("The file of host keys", file);
    replace(shown, typed, command);
    return new Trial(Optional.of(before));
  }

  /// Pins with a new key among them that is not kept yet.
  public final class Trial implements AutoCloseable {
    private Optional<byte[]> before;

    private Trial(Optional<byte[]> before) {
      this.before = before;
    }

    /// Says whether the pins were changed.
    public boolean keep() {
      var changed = before.isPresent();
      before = Optional.empty();
      return changed;
    }

    @Override
    public void close() {
      before.ifPresent(content -> UserFile.write("The file of host keys", file, content));
    }
  }

  /// Refuses a key whose fingerprint is not the typed one; says whether the pins were changed.
  public boolean replace(ShownKey shown, String typed) {
    return replace(shown, typed, replacing(shown));
  }

  private static String replacing(ShownKey shown) {
    return "holdfast hosts replace " + shown.host() + " --host-key SHA256:...";
  }

  private boolean replace(ShownKey shown, String typed, String command) {
    if (shown.state() == ShownKey.State.PINNED) {
      return false;
    }
    if (!shown.fingerprint().equals(typed)) {
      throw refused(shown, typed, command);
    }
    var own = shown.line().split(" ", 2)[0];
    var lines =
        new String(UserFile.read("The file of host keys", file), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.split(" ", 2)[0].equals(own));
    UserFile.write(
        "The file of host keys", file, Stream.concat(lines, Stream.of(shown.line())).toList());
    return true;
  }

  private static RuntimeException refused(ShownKey shown, String typed, String command) {
    var changed = shown.state() == ShownKey.State.CHANGED;
    return Problem.of(
            changed ? ProblemId.HOST_KEY_CHANGED : ProblemId.HOST_KEY_UNKNOWN,
            typed.isEmpty()
                ? "The key of " + shown.host() + " is not the pinned one"
                : "The key of " + shown.host() + " is not the one that was typed")
        .withHost(shown.host())
        .withEvidence(shown.address() + " shows " + shown.type() + " " + shown.fingerprint())
        .withFix(List.of(AT_ITS_CONSOLE + shown.host(), command).toArray(String[]::new))
        .withClusterSafe(true, "this command changed nothing")
        .asException();
  }
}
