package io.holdfast.templates.render;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Everything generated for one component on one host, in the order in which a planner uses it:
/// user and folders first, then the files of the installed copy, the checks, the files outside of
/// it, the units.
///
/// `copyFiles` have paths relative to the copy and hold no secrets; `placedFiles` have absolute
/// paths. `units` are enabled and run; the main one is the last. `readers` are units of the
/// distribution that read one of the placed files: where they run, they want a restart when that
/// file has changed.
public record ComponentFiles(
    String component,
    Optional<SystemUser> user,
    List<GeneratedFolder> folders,
    List<GeneratedFile> copyFiles,
    List<GeneratedFile> placedFiles,
    List<ProductCheck> checks,
    List<String> units,
    TakesOver takesOver,
    List<String> readers) {
  public ComponentFiles {
    folders = List.copyOf(folders);
    copyFiles = List.copyOf(copyFiles);
    placedFiles = List.copyOf(placedFiles);
    checks = List.copyOf(checks);
    units = List.copyOf(units);
    readers = List.copyOf(readers);
    copyFiles.forEach(ComponentFiles::requireInside);
  }

  private static void requireInside(GeneratedFile file) {
    if (file.path().startsWith("/") || file.text().hasSecrets()) {
      throw new IllegalArgumentException(file.path() + " does not belong into a copy");
    }
  }

  /// Names of all secrets the placed files need.
  public SortedSet<String> secretNames() {
    var names = new TreeSet<String>();
    placedFiles.forEach(file -> names.addAll(file.text().names()));
    return names;
  }
}
