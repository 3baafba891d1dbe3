package io.holdfast.agent.step;

import io.holdfast.agent.host.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The names of data folders that a run has set aside, `FOLDER.aside-RUN` beside the folder. What
/// an administrator put there under a name of their own is none of them.
public final class Asides {
  private static final String ASIDE = ".aside-";

  /// As the installer names runs, of earlier versions too, and the number of a second folder.
  private static final Pattern NAME =
      Pattern.compile(".+\\.aside-\\d{8}-\\d{6}-[a-z]{1,16}(-[0-9a-f]{4})?(-\\d+)?");

  private Asides() {}

  static String name(Path place, String runId) {
    return place.getFileName() + ASIDE + runId;
  }

  static boolean isOne(Path aside) {
    return NAME.matcher(String.valueOf(aside.getFileName())).matches();
  }

  /// Those of one data folder, in the order of their names.
  public static List<Path> of(Path place) throws IOException {
    var folder = DurableFiles.parent(place);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files
          .filter(path -> String.valueOf(path.getFileName()).startsWith(name(place, "")))
          .filter(Asides::isOne)
          .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }

  /// Gives whether it was there.
  static boolean remove(Path aside) throws IOException {
    var isThere = Files.isDirectory(aside, LinkOption.NOFOLLOW_LINKS);
    if (isThere) {
      DurableFiles.deleteTree(aside);
      DurableFiles.syncFolder(DurableFiles.parent(aside));
    }
    return isThere;
  }
}
