package io.holdfast.agent.host;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.nio.file.Path;
import java.util.Optional;

/// Where the host's absolute paths lie: `/` in production, a folder of its own in a test.
///
/// Also the one place that knows the folders of `/var/lib/holdfast`: what is small and must be
/// found without knowing the site lies there always. What is large lies below `data`, which a site
/// may choose.
public record Root(Path prefix, String data) {
  private static final String STATE = "/var/lib/holdfast";

  /// With everything in the usual place.
  public Root(Path prefix) {
    this(prefix, STATE);
  }

  public static Root ofHost() {
    return ofHost(Optional.empty());
  }

  /// The host itself; `data` is the site's folder, if it chose another one.
  public static Root ofHost(Optional<String> data) {
    return new Root(Path.of("/"), data.orElse(STATE));
  }

  /// A path of the host. It must be absolute and may not climb.
  public Path at(String path) {
    if (!path.startsWith("/") || path.contains("\0")) {
      throw refused(path);
    }
    for (var part : Path.of(path)) {
      if (part.toString().equals("..")) {
        throw refused(path);
      }
    }
    return prefix.resolve(path.substring(1)).normalize();
  }

  /// A path below a folder, given relative to it.
  public static Path below(Path folder, String relative) {
    var path = folder.resolve(relative).normalize();
    if (relative.isEmpty()
        || relative.startsWith("/")
        || !path.startsWith(folder)
        || path.equals(folder)) {
      throw refused(relative);
    }
    return path;
  }

  private static HoldfastException refused(String path) {
    return HoldfastException.of(
        ProblemId.STEP_FAILED, "The path \"" + path + "\" is not allowed here");
  }

  public Path state() {
    return at(STATE);
  }

  public Path site() {
    return state().resolve("site");
  }

  public Path spool() {
    return state().resolve("spool");
  }

  public Path kept() {
    return state().resolve("kept");
  }

  public Path store() {
    return at(data).resolve("store");
  }

  /// Where copies of sealed snapshots lie.
  public Path snapshots() {
    return at(data).resolve("snapshots");
  }

  /// Where a rehearsal has its data while it lasts.
  public Path rehearsals() {
    return at(data).resolve("rehearsal");
  }
}
