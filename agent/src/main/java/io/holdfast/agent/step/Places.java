package io.holdfast.agent.step;

import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.Root;
import io.holdfast.scheduler.host.Action;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;

/// Single files and folders: placed, removed, set aside, put back.
final class Places {
  private final Root root;
  private final StepName step;
  private final Kept kept;

  Places(Root root, StepName step) {
    this.root = root;
    this.step = step;
    this.kept = new Kept(root, step);
  }

  static boolean holds(Path file, String sha256, Access access) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && access.holdsFor(file)
        && Sha256.of(Files.readAllBytes(file)).equals(sha256);
  }

  Outcome ensureFolder(Action.EnsureFolder action) throws IOException {
    var folder = root.at(action.path());
    var access = new Access(action.mode(), action.owner());
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw ActionFailed.because(action.path() + " is there and is not a folder");
    }
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && access.holdsFor(folder)) {
      return Outcome.same("folder " + action.path());
    }
    if (!Files.exists(folder)) {
      DurableFiles.openFolders(DurableFiles.parent(folder));
      var mine = PosixFilePermissions.fromString("rwx------");
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(mine));
    }
    access.applyTo(folder);
    DurableFiles.syncFolder(DurableFiles.parent(folder));
    return Outcome.changed("folder " + action.path());
  }

  Outcome placeFile(Action.PlaceFile action) throws IOException {
    if (action.text().hasSecrets()) {
      throw ActionFailed.because("The secrets of " + action.path() + " were not filled in");
    }
    var place = root.at(action.path());
    var access = new Access(action.mode(), action.owner());
    var text = action.text().text();
    if (holds(place, Sha256.of(text), access)) {
      return Outcome.same("file " + action.path());
    }
    if (Files.isDirectory(place)) {
      throw ActionFailed.because(action.path() + " is a folder");
    }
    kept.keep(action.path());
    DurableFiles.openFolders(DurableFiles.parent(place));
    DurableFiles.replace(place, text.getBytes(StandardCharsets.UTF_8), access);
    return Outcome.changed("file " + action.path());
  }

  Outcome removeFile(Action.RemoveFile action) throws IOException {
    var place = root.at(action.path());
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return Outcome.same("no file " + action.path());
    }
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      throw ActionFailed.because(action.path() + " is a folder");
    }
    kept.keep(action.path());
    DurableFiles.delete(place);
    return Outcome.changed("removed " + action.path());
  }

  /// A second folder under the same name, made by a product that was started again meanwhile, gets
  /// a number behind it: nothing set aside is ever overwritten.
  Outcome setAside(Action.SetAside action) throws IOException {
    var place = root.at(action.path());
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return Outcome.same("no folder " + action.path());
    }
    var name = Asides.name(place, step.runId());
    var aside = place.resolveSibling(name);
    for (int number = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); number++) {
      aside = place.resolveSibling(name + "-" + number);
    }
    DurableFiles.move(place, aside);
    return Outcome.changed(action.path() + " set aside as " + aside.getFileName());
  }

  Outcome forget(Action.ForgetUndo action) throws IOException {
    for (var path : action.asides()) {
      if (!Asides.isOne(root.at(path))) {
        throw ActionFailed.because(path + " was set aside by no run; it stays");
      }
    }
    var runs = kept.forget(action.runs());
    var gone = new ArrayList<String>();
    for (var path : action.asides()) {
      if (Asides.remove(root.at(path))) {
        gone.add(path);
      }
    }
    return runs.isEmpty() && gone.isEmpty()
        ? Outcome.same("nothing kept for an undo")
        : Outcome.changed(
            "forgot what %d runs kept, and removed %d folders set aside"
                .formatted(runs.size(), gone.size()));
  }

  Outcome putBack(Action.PutBack action) throws IOException {
    var changed = new Kept(root, new StepName(step.runId(), action.stepId())).putBack();
    return changed.isEmpty()
        ? Outcome.same("nothing to put back of " + action.stepId())
        : Outcome.changed("put back " + String.join(", ", changed));
  }
}
