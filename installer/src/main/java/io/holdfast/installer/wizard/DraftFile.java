package io.holdfast.installer.wizard;

import io.holdfast.installer.run.FileDisk;
import io.holdfast.installer.run.UserFile;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

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

  /// The answers, and the digest of the site file as they were written into it last.
  private record Kept(
      String screen,
      Optional<String> engine,
      SortedMap<String, String> answers,
      Optional<String> written) {
    static Kept of(Draft draft, Optional<String> written) {
      return new Kept(draft.screen(), draft.engine(), draft.answers(), written);
    }

    Draft draft() {
      return new Draft(screen, engine, answers);
    }
  }

  /// Nothing where there is no draft, or none that this program can read.
  public Optional<Draft> read() {
    return kept().map(Kept::draft);
  }

  private Optional<Kept> kept() {
    try {
      return disk.read(name).map(bytes -> Json.read(bytes, Kept.class));
    } catch (HoldfastException unreadable) {
      LOG.log(System.Logger.Level.WARNING, "the draft " + name, unreadable);
      return Optional.empty();
    }
  }

  public void save(Draft draft) {
    save(Kept.of(draft, kept().flatMap(Kept::written)));
  }

  private void save(Kept kept) {
    UserFile.writePrivate("The file of answers", file, Json.canonical(kept));
  }

  /// Whether this is what the answers were written as last.
  public boolean wrote(byte[] content) {
    return kept().flatMap(Kept::written).filter(Sha256.of(content)::equals).isPresent();
  }

  /// Remembers what the site file holds now as the work of these answers.
  public void noteWritten(byte[] content) {
    var written = Optional.of(Sha256.of(content));
    kept().ifPresent(known -> save(Kept.of(known.draft(), written)));
  }

  /// Removes the answers for a site of which a run ended well; its file is what counts from then
  /// on. What can't be removed stays, and is never written over that file unasked.
  public void removeOf(String siteName) {
    try {
      if (read().filter(draft -> draft.get(Question.SITE).strip().equals(siteName)).isPresent()) {
        disk.remove(name);
      }
    } catch (UncheckedIOException stays) {
      LOG.log(System.Logger.Level.WARNING, "the draft " + name, stays);
    }
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
