package io.holdfast.installer.secret;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/// A file with a key or a password in it. `what` is what it is, such as "The vault's key file";
/// `key` where `site.yaml` names it, such as `access.sudoPasswordFile`.
public record SecretFile(String what, Path path, String key) {
  private static final int LARGEST = 64 << 10;

  /// What is wrong when other users of this machine can read it. A file that is not there, or that
  /// tells nothing of its rights, has nothing wrong here: whoever reads it says so.
  public Optional<Problem> openness() {
    try {
      var rights = Files.getPosixFilePermissions(path);
      return rights.contains(PosixFilePermission.GROUP_READ)
              || rights.contains(PosixFilePermission.OTHERS_READ)
          ? Optional.of(open())
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException untold) {
      return Optional.empty();
    }
  }

  private Problem open() {
    return Problem.of(ProblemId.VALUE_REFUSED, what + " " + path + " can be read by other users")
        .withFix("chmod 600 " + path);
  }

  /// Refuses a file that other users can read.
  public void requirePrivate() {
    openness()
        .ifPresent(
            open -> {
              throw open.asException();
            });
  }

  /// At most its first 64 KiB.
  public byte[] bytes() {
    try (var input = Files.newInputStream(path)) {
      return input.readNBytes(LARGEST);
    } catch (IOException unreadable) {
      throw HoldfastException.of(
          Problem.of(ProblemId.FILE_NOT_READABLE, what + " " + path + " cannot be read")
              .withEvidence(unreadable.toString())
              .withFix("ls -l " + path + "   # " + key + " of site.yaml names it"),
          unreadable);
    }
  }

  /// Its first line, without the line feed; empty for an empty file.
  public Secret firstLine() {
    var text = new String(bytes(), StandardCharsets.UTF_8);
    return Secret.of(text.lines().findFirst().orElse(""));
  }
}
