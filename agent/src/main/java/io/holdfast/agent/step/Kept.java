package io.holdfast.agent.step;

import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.Root;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What stood in the places that a step replaced or removed, so that the step can be taken back.
///
/// Kept once, before the first change: an attempt that is repeated after a crash finds the entry
/// and leaves it, so what is put back is always what stood there before the step.
final class Kept {
  private static final int NAME = 16;
  private final Root root;
  private final StepName step;
  private final Path folder;

  Kept(Root root, StepName step) {
    this.root = root;
    this.step = step.planned();
    this.folder = root.kept().resolve(step.runId()).resolve(this.step.keyInRun());
  }

  /// One place: what stood there. Neither `access` (a file) nor `link` (a symbolic link): nothing.
  record Entry(String path, Optional<Access> access, Optional<String> link, String sha256) {}

  void keep(String path) throws IOException {
    var manifest = manifest(path);
    if (Files.exists(manifest)) {
      return;
    }
    DurableFiles.privateFolder(root.kept());
    DurableFiles.privateFolder(root.kept().resolve(step.runId()));
    DurableFiles.privateFolder(folder);
    DurableFiles.replace(manifest, Json.canonical(look(path)), Access.privateFile());
  }

  private Entry look(String path) throws IOException {
    var place = root.at(path);
    if (Files.isSymbolicLink(place)) {
      var target = Files.readSymbolicLink(place).toString();
      return new Entry(path, Optional.empty(), Optional.of(target), "");
    }
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return new Entry(path, Optional.empty(), Optional.empty(), "");
    }
    var content = Files.readAllBytes(place);
    DurableFiles.replace(content(path), content, Access.privateFile());
    return new Entry(path, Optional.of(Access.of(place)), Optional.empty(), Sha256.of(content));
  }

  /// Removes what these runs have kept; gives those that had something, in their order. What the
  /// run of this step has kept stays: its own undo is not over.
  List<String> forget(List<String> runs) throws IOException {
    var forgotten = new ArrayList<String>();
    for (var runId : runs) {
      var kept = root.kept().resolve(new StepName(runId, "").runId());
      if (!runId.equals(step.runId()) && Files.isDirectory(kept, LinkOption.NOFOLLOW_LINKS)) {
        DurableFiles.deleteTree(kept);
        forgotten.add(runId);
      }
    }
    return forgotten;
  }

  /// Puts everything back, in the order of the paths; returns the paths that had to change.
  List<String> putBack() throws IOException {
    var changed = new ArrayList<String>();
    for (var entry : entries()) {
      if (putBack(entry)) {
        changed.add(entry.path());
      }
    }
    return changed;
  }

  private List<Entry> entries() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    var entries = new ArrayList<Entry>();
    try (var files = Files.list(folder)) {
      for (var file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        entries.add(Json.read(Files.readAllBytes(file), Entry.class));
      }
    }
    entries.sort(Comparator.comparing(Entry::path));
    return entries;
  }

  private boolean putBack(Entry entry) throws IOException {
    var place = root.at(entry.path());
    if (entry.link().isPresent()) {
      return putBackLink(place, Path.of(entry.link().get()));
    }
    if (entry.access().isEmpty()) {
      return DurableFiles.delete(place);
    }
    var access = entry.access().get();
    if (Places.holds(place, entry.sha256(), access)) {
      return false;
    }
    DurableFiles.openFolders(DurableFiles.parent(place));
    DurableFiles.replace(place, Files.readAllBytes(content(entry.path())), access);
    return true;
  }

  private static boolean putBackLink(Path place, Path target) throws IOException {
    if (Files.isSymbolicLink(place) && Files.readSymbolicLink(place).equals(target)) {
      return false;
    }
    DurableFiles.replaceLink(place, target);
    return true;
  }

  private Path manifest(String path) {
    return folder.resolve(name(path) + ".json");
  }

  private Path content(String path) {
    return folder.resolve(name(path) + ".content");
  }

  private static String name(String path) {
    return Sha256.of(path).substring(0, NAME);
  }
}
