package io.holdfast.installer.run;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/// Files that somebody named, on the command line or in the wizard. One that can't be used is his
/// mistake or his disk's, and is told as such.
public final class UserFile {
  private UserFile() {}

  /// The whole file. `what` is what it is, such as "The plan".
  public static byte[] read(String what, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw refused(ProblemId.FILE_NOT_READABLE, what + " " + file + " cannot be read", unreadable);
    }
  }

  /// Replaces the file; its folder must be there.
  public static void write(String what, Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException unwritable) {
      throw refused(
          ProblemId.FILE_NOT_WRITABLE, what + " " + file + " cannot be written", unwritable);
    }
  }

  /// The same with lines of text.
  public static void write(String what, Path file, List<String> lines) {
    write(what, file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /// Adds lines at the end; makes the file when it is missing.
  public static void append(String what, Path file, List<String> lines) {
    try {
      Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      throw refused(
          ProblemId.FILE_NOT_WRITABLE, what + " " + file + " cannot be written", unwritable);
    }
  }

  /// Replaces the file, so that only its owner can read it.
  public static void writePrivate(String what, Path file, byte[] content) {
    var place = file.toAbsolutePath().normalize();
    try {
      new FileDisk(place.resolveSibling("")).replace(String.valueOf(place.getFileName()), content);
    } catch (UncheckedIOException unwritable) {
      throw refused(
          ProblemId.FILE_NOT_WRITABLE,
          what + " " + file + " cannot be written",
          Objects.requireNonNull(unwritable.getCause()));
    }
  }

  /// Replaces the file as a whole or not at all: it is written beside its place, synced and
  /// renamed. Who may read it stays as it was.
  public static void replace(String what, Path file, byte[] content) {
    var place = file.toAbsolutePath().normalize();
    var beside = place.resolveSibling("." + place.getFileName() + ".new");
    try {
      Files.deleteIfExists(beside);
      Files.copy(place, beside, StandardCopyOption.COPY_ATTRIBUTES);
      try (var channel =
          FileChannel.open(
              beside, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
        var bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException unwritable) {
      throw refused(
          ProblemId.FILE_NOT_WRITABLE, what + " " + file + " cannot be written", unwritable);
    }
  }

  /// Makes a folder and those above it, as far as they are missing.
  public static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException unwritable) {
      throw refused(
          ProblemId.FILE_NOT_WRITABLE, "The folder " + folder + " cannot be made", unwritable);
    }
  }

  private static HoldfastException refused(ProblemId id, String what, IOException cause) {
    return HoldfastException.of(
        Problem.of(id, what)
            .withEvidence(reason(cause))
            .withFix("name another place, or look at this one: ls -ld FILE"),
        cause);
  }

  /// The library's message is often the bare path.
  private static String reason(IOException cause) {
    return switch (cause) {
      case NoSuchFileException _ -> "there is no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "it is there already, and is no folder";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(cause.getMessage());
    };
  }
}
