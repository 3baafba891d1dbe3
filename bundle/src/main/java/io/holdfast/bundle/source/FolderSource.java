package io.holdfast.bundle.source;

import io.holdfast.bundle.file.BlobContent;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Takes a folder as it is: all regular files, sorted by path, with one of two modes by whether the
/// owner may run them, so that the umask under which it was made has no say. A link to a file
/// inside the folder is taken as that file; a link out of it and anything that is no file is
/// refused.
public final class FolderSource {
  private FolderSource() {}

  public static List<SourceFile> read(Path folder) {
    try {
      var root = folder.toRealPath();
      List<SourceFile> files = new ArrayList<>();
      try (var walk = Files.walk(root)) {
        for (var path : (Iterable<Path>) walk::iterator) {
          if (!Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            files.add(file(root, path));
          }
        }
      }
      if (files.isEmpty()) {
        throw unusable("The folder " + folder + " holds no file");
      }
      files.sort(Comparator.comparing(SourceFile::path));
      return List.copyOf(files);
    } catch (java.nio.file.NoSuchFileException e) {
      throw unusable("There is no folder " + folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SourceFile file(Path root, Path path) throws IOException {
    var real = path.toRealPath();
    if (!real.startsWith(root)) {
      throw unusable("The link " + path + " leads out of its folder");
    }
    if (!Files.isRegularFile(real)) {
      throw unusable(path + " is neither a file nor a link to a file");
    }
    var relative = root.relativize(path).toString();
    return new SourceFile(relative, mode(real), new BlobContent.OfFile(real));
  }

  /// One file under its own mode.
  public static SourceFile single(Path file, String to, String mode) {
    if (!Files.isRegularFile(file)) {
      throw unusable("There is no file " + file);
    }
    return new SourceFile(to, mode, new BlobContent.OfFile(file));
  }

  private static String mode(Path file) {
    return ownerMayRun(file) ? "0755" : "0644";
  }

  private static boolean ownerMayRun(Path file) {
    try {
      return Files.getPosixFilePermissions(file)
          .contains(java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RuntimeException unusable(String what) {
    return Problem.of(ProblemId.SOURCE_UNUSABLE, what).asException();
  }
}
