package io.holdfast.scheduler.platform;

import io.holdfast.scheduler.host.Action;
import io.holdfast.templates.text.Sha256;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A component as it shall stand on one host: the files of its installed copy, the files outside of
/// it, the packages it brings, and the units that run it (the main unit last).
///
/// `takesOver` says how a running process takes over a change. `readers` are units of the
/// distribution that read one of the placed files and are restarted where that file has changed.
/// `standing` is the id of a copy that is on the host already and stays; its files are not known.
public record DesiredCopy(
    String component,
    Kind kind,
    String version,
    List<Action.CopyFile> files,
    List<Action.PlaceFile> placed,
    List<Action.PackageVersion> packages,
    List<String> units,
    Optional<Action.EnsureUser> user,
    List<Action.EnsureFolder> folders,
    List<Action.Check> checks,
    TakesOver takesOver,
    List<String> readers,
    Optional<String> standing) {

  /// How a component comes to a host.
  public enum Kind {
    TREE,
    PACKAGES
  }

  /// `RELOAD`: the product takes new configuration and a new program without dropping connections.
  public enum TakesOver {
    RESTART,
    RELOAD
  }

  public DesiredCopy {
    files = files.stream().sorted(Comparator.comparing(Action.CopyFile::path)).toList();
    placed = List.copyOf(placed);
    packages = List.copyOf(packages);
    units = List.copyOf(units);
    folders = List.copyOf(folders);
    checks = List.copyOf(checks);
    readers = List.copyOf(readers);
  }

  /// One that is made of files which are known.
  public DesiredCopy(
      String component,
      Kind kind,
      String version,
      List<Action.CopyFile> files,
      List<Action.PlaceFile> placed,
      List<Action.PackageVersion> packages,
      List<String> units,
      Optional<Action.EnsureUser> user,
      List<Action.EnsureFolder> folders,
      List<Action.Check> checks,
      TakesOver takesOver,
      List<String> readers) {
    this(
        component,
        kind,
        version,
        files,
        placed,
        packages,
        units,
        user,
        folders,
        checks,
        takesOver,
        readers,
        Optional.empty());
  }

  /// The copy's folder name: version and the first 12 hex digits of the SHA-256 over path, mode and
  /// content of its files.
  public String copyId() {
    return standing.orElseGet(() -> copyId(version, files));
  }

  /// The same component at the copy that stands, which brings nothing but these placed files.
  public DesiredCopy staying(String copyId, List<Action.PlaceFile> kept) {
    return new DesiredCopy(
        component,
        kind,
        versionOf(copyId),
        List.of(),
        kept,
        List.of(),
        units,
        user,
        folders,
        List.of(),
        takesOver,
        readers,
        Optional.of(copyId));
  }

  /// The same for any list of files, such as those of the agent's runtime.
  public static String copyId(String version, List<Action.CopyFile> files) {
    var lines =
        files.stream()
            .sorted(Comparator.comparing(Action.CopyFile::path))
            .map(file -> file.path() + " " + file.mode() + " " + contentDigest(file) + "\n")
            .collect(Collectors.joining());
    return version + "-" + Sha256.of(lines).substring(0, 12);
  }

  /// The version of a copy id.
  public static String versionOf(String copyId) {
    return copyId.substring(0, copyId.lastIndexOf('-'));
  }

  private static String contentDigest(Action.CopyFile file) {
    return file.blob().orElseGet(() -> file.text().orElseThrow().sha256());
  }

  /// Whether anything of it runs by itself.
  public boolean runs() {
    return !units.isEmpty();
  }

  public String mainUnit() {
    return units.getLast();
  }

  /// The digests of all blobs its copy is made of, sorted.
  public List<String> blobs() {
    return files.stream().flatMap(file -> file.blob().stream()).distinct().sorted().toList();
  }
}
