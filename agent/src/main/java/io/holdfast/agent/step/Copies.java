package io.holdfast.agent.step;

import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.Root;
import io.holdfast.scheduler.host.Action;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Installed copies: built beside their place, complete or absent, chosen by one link.
final class Copies {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]{0,127}");
  private static final String PART = ".part-";
  private static final String CURRENT = "current";
  private static final int BUFFER = 256 << 10;

  /// In bytes; below it a link saves nothing that counts.
  private static final long SHARED_FROM = 1 << 20;

  private final Root root;

  Copies(Root root) {
    this.root = root;
  }

  Path folder(String program, String component, String copyId) {
    return component(program, component).resolve(checked(copyId));
  }

  private Path component(String program, String component) {
    return root.at(program).resolve(checked(component));
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw ActionFailed.because("\"" + name + "\" can't name a copy");
    }
    return name;
  }

  Outcome place(Action.PlaceCopy action) throws IOException {
    var copy = folder(action.program(), action.component(), action.copyId());
    var says = "copy " + action.component() + " " + action.copyId();
    if (Files.isDirectory(copy, LinkOption.NOFOLLOW_LINKS)) {
      requireComplete(copy, action.files());
      return Outcome.same(says);
    }
    DurableFiles.openFolders(DurableFiles.parent(copy));
    removeRemains(copy);
    var part = copy.resolveSibling(copy.getFileName() + PART + ProcessHandle.current().pid());
    build(part, copy.resolveSibling(CURRENT), action.files());
    Files.move(part, copy, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.syncFolder(DurableFiles.parent(copy));
    return Outcome.changed(says);
  }

  private static void requireComplete(Path copy, List<Action.CopyFile> files) {
    for (var file : files) {
      if (!Files.isRegularFile(Root.below(copy, file.path()), LinkOption.NOFOLLOW_LINKS)) {
        throw ActionFailed.because("The copy " + copy + " lacks " + file.path());
      }
    }
  }

  /// What a killed attempt left; gives whether there was something.
  private static boolean removeRemains(Path copy) throws IOException {
    var prefix = copy.getFileName() + PART;
    var found = false;
    try (var files = Files.list(DurableFiles.parent(copy))) {
      for (var path : files.toList()) {
        if (String.valueOf(path.getFileName()).startsWith(prefix)) {
          DurableFiles.deleteTree(path);
          found = true;
        }
      }
    }
    return found;
  }

  /// `current` is the link to the copy that is chosen now, where there is one.
  private void build(Path part, Path current, List<Action.CopyFile> files) throws IOException {
    var folders = new TreeSet<Path>();
    makeFolder(part, folders);
    for (var file : files) {
      var place = Root.below(part, file.path());
      makeFolder(DurableFiles.parent(place), folders);
      try {
        if (!shares(place, current, file)) {
          write(place, file);
        }
      } catch (IOException failed) {
        DurableFiles.deleteTree(part);
        throw failed;
      }
    }
    for (var folder : folders.descendingSet()) {
      DurableFiles.syncFolder(folder);
    }
  }

  private static void makeFolder(Path folder, Set<Path> made) throws IOException {
    if (!made.contains(folder)) {
      DurableFiles.openFolders(folder);
      made.add(folder);
    }
  }

  /// A large file that the chosen copy holds already is not written a second time: finished copies
  /// never change, so both may be one file. Its bytes are checked like any other's.
  private static boolean shares(Path place, Path current, Action.CopyFile file) throws IOException {
    if (file.blob().isEmpty() || !Files.isDirectory(current)) {
      return false;
    }
    var there = Root.below(current.toRealPath(), file.path());
    if (!Files.isRegularFile(there, LinkOption.NOFOLLOW_LINKS)
        || Files.size(there) < SHARED_FROM
        || !Files.getPosixFilePermissions(there).equals(Access.permissions(file.mode()))) {
      return false;
    }
    try (var content = Files.newInputStream(there)) {
      if (!digest(content).equals(file.blob().get())) {
        return false;
      }
    }
    Files.createLink(place, there);
    return true;
  }

  private static String digest(InputStream content) throws IOException {
    var digest = Sha256.digest();
    var buffer = new byte[BUFFER];
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      digest.update(buffer, 0, count);
    }
    return Sha256.hex(digest);
  }

  private void write(Path place, Action.CopyFile file) throws IOException {
    var permissions = Access.permissions(file.mode());
    try (var content = content(file);
        var target =
            FileChannel.open(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var digest = copy(content, target);
      if (file.blob().isPresent() && !digest.equals(file.blob().get())) {
        throw ActionFailed.because("The stored blob " + file.blob().get() + " is damaged");
      }
      target.force(true);
    }
    Files.setPosixFilePermissions(place, permissions);
  }

  private InputStream content(Action.CopyFile file) throws IOException {
    if (file.blob().isPresent()) {
      return Files.newInputStream(
          root.store().resolve("sha256/" + Sha256.require(file.blob().get())));
    }
    var text = file.text().orElseThrow(() -> ActionFailed.because(file.path() + " has no content"));
    if (text.hasSecrets()) {
      throw ActionFailed.because("A copy holds no secrets, but " + file.path() + " does");
    }
    return new java.io.ByteArrayInputStream(text.text().getBytes(StandardCharsets.UTF_8));
  }

  private static String copy(InputStream from, FileChannel to) throws IOException {
    var digest = Sha256.digest();
    var buffer = new byte[BUFFER];
    for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
      digest.update(buffer, 0, count);
      DurableFiles.write(to, ByteBuffer.wrap(buffer, 0, count));
    }
    return Sha256.hex(digest);
  }

  /// A copy that is half removed would look like a finished one: it loses its name first, in one
  /// rename, and what a killed attempt left under such a name goes too.
  Outcome remove(Action.RemoveCopies action) throws IOException {
    var folder = component(action.program(), action.component());
    var old = new ArrayList<Path>();
    for (var copyId : action.copyIds()) {
      var copy = folder.resolve(checked(copyId));
      if (isChosen(copy)) {
        throw ActionFailed.because(copy + " is the copy that is chosen; it stays");
      }
      old.add(copy);
    }
    var removed = new ArrayList<String>();
    for (var copy : old) {
      if (removeWhole(copy)) {
        removed.add(String.valueOf(copy.getFileName()));
      }
    }
    return removed.isEmpty()
        ? Outcome.same("no older copies of " + action.component())
        : Outcome.changed("removed " + action.component() + " " + String.join(", ", removed));
  }

  /// However the link names it.
  private static boolean isChosen(Path copy) throws IOException {
    var link = copy.resolveSibling(CURRENT);
    return Files.exists(copy) && Files.exists(link) && Files.isSameFile(copy, link);
  }

  private static boolean removeWhole(Path copy) throws IOException {
    if (Files.isDirectory(copy, LinkOption.NOFOLLOW_LINKS)) {
      var gone = copy.resolveSibling(copy.getFileName() + PART + ProcessHandle.current().pid());
      removeRemains(copy);
      DurableFiles.move(copy, gone);
    }
    return Files.isDirectory(DurableFiles.parent(copy)) && removeRemains(copy);
  }

  Outcome choose(Action.SwitchCopy action) throws IOException {
    var copy = folder(action.program(), action.component(), action.copyId());
    var link = copy.resolveSibling(CURRENT);
    var says = action.component() + " is " + action.copyId();
    if (!Files.isDirectory(copy, LinkOption.NOFOLLOW_LINKS)) {
      throw ActionFailed.because("There is no copy " + copy);
    }
    var target = Path.of(action.copyId());
    if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
      return Outcome.same(says);
    }
    if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(link)) {
      throw ActionFailed.because(link + " is there and is not a link");
    }
    DurableFiles.replaceLink(link, target);
    return Outcome.changed(says);
  }
}
