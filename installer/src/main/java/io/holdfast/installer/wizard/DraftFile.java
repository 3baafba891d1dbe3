package io.holdfast.installer.wizard;

import io.holdfast.installer.run.FileDisk;
import io.holdfast.installer.run.UserFile;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import java.nio.file.Path;
import java.util.Optional;

/// Keeps the answers beside the `site.yaml` that they will become, so that one can leave at any
/// moment and come back.
public final class DraftFile {
  private static final System.Logger LOG = System.getLogger(DraftFile.class.getName());

  private final FileDisk disk;
  private final String name;
  private final Path site;
  private final Path file;

  public DraftFile(Path siteFile) {
    this.site = siteFile.toAbsolutePath().normalize();
    this.name = site.getFileName() + ".draft";
    this.file = site.resolveSibling(name);
    this.disk = new FileDisk(site.resolveSibling("").toAbsolutePath());
  }

  public String name() {
    return name;
  }

  /// Nothing where there is no draft, or none that this program can read.
  public Optional<Draft> read() {
    try {
      return disk.read(name).map(bytes -> Json.read(bytes, Draft.class));
    } catch (HoldfastException unreadable) {
      LOG.log(System.Logger.Level.WARNING, "the draft " + name, unreadable);
      return Optional.empty();
    }
  }

  public void save(Draft draft) {
    UserFile.writePrivate("The file of answers", file, Json.canonical(draft));
  }

  /// Removes the answers of a cluster that stands by now, however its last run came to its end:
  /// they would write over the site file by which it is managed.
  public void removeOnceItStands(Desk desk) {
    if (read().filter(draft -> stands(draft, desk)).isPresent()) {
      disk.remove(name);
    }
  }

  private boolean stands(Draft draft, Desk desk) {
    return desk.sites().stream()
        .anyMatch(
            known ->
                known.stands()
                    && known.file().equals(site)
                    && draft.is(Question.SITE, known.name()));
  }
}
