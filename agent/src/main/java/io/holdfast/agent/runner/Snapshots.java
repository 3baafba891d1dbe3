package io.holdfast.agent.runner;

import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.wire.SnapshotHead;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Copies of sealed snapshots, so that losing the administrator's machine does not lose them;
/// root's alone, and without the key that opens them.
///
/// `NAME.sealed` is the copy, `NAME.json` says what it is. The description is written last: a copy
/// without one was never checked to its end, counts as none, and is cleared away by the next that
/// comes.
final class Snapshots {
  /// What stays free for the servers, which write to the same disk.
  static final long RESERVE = 2L << 30;

  private static final String SEALED = ".sealed";
  private static final String ABOUT = ".json";
  private static final String PART = ".part";
  private static final int PIECE = 256 << 10;
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path folder;
  private final Space space;

  /// How many bytes an unprivileged program could still write where a folder lies.
  interface Space {
    long usable(Path folder) throws IOException;
  }

  Snapshots(Root root) {
    this(root, folder -> Files.getFileStore(folder).getUsableSpace());
  }

  Snapshots(Root root, Space space) {
    this.folder = root.snapshots();
    this.space = space;
  }

  /// Whether a copy has to be sent: it is not here yet, or is not what it was. One that there is no
  /// room for is refused. Clears away what a killed runner left.
  boolean wants(SnapshotHead head) throws IOException {
    DurableFiles.openFolders(DurableFiles.parent(folder));
    DurableFiles.privateFolder(folder);
    if (head(head.name()).filter(head::equals).isPresent() && isWhole(head)) {
      return false;
    }
    clear();
    var usable = space.usable(folder);
    if (usable - head.bytes() < RESERVE) {
      throw Problem.of(ProblemId.DISK_SPACE, "There is no room for a copy of the snapshot")
          .withEvidence(
              "%d bytes are free in %s; the copy has %d, and %d stay free for the servers"
                  .formatted(usable, folder, head.bytes(), RESERVE))
          .withFix("df -h " + folder)
          .asException();
    }
    return true;
  }

  /// Takes a copy in the place of the one of that name, whole or not at all.
  void take(SnapshotHead head, InputStream content) throws IOException {
    var part = folder.resolve("." + head.name() + PART);
    try {
      var came = write(part, head, content);
      if (!came.equals(head.sha256())) {
        throw damaged(head.name(), "its digest is " + came + ", sent was " + head.sha256());
      }
      DurableFiles.delete(about(head.name()));
      Files.move(
          part,
          sealed(head.name()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      DurableFiles.syncFolder(folder);
    } finally {
      Files.deleteIfExists(part);
    }
    DurableFiles.replace(about(head.name()), Json.canonical(head), Access.privateFile());
  }

  /// Gives the digest of what came; more than was announced is not taken.
  private static String write(Path part, SnapshotHead head, InputStream content)
      throws IOException {
    Files.deleteIfExists(part);
    var digest = Sha256.digest();
    var left = head.bytes();
    try (var file = FileChannel.open(part, NEW, OWNER_ONLY)) {
      var buffer = new byte[PIECE];
      for (var count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        left -= count;
        if (left < 0) {
          throw damaged(head.name(), "it is longer than " + head.bytes() + " bytes");
        }
        digest.update(buffer, 0, count);
        DurableFiles.write(file, ByteBuffer.wrap(buffer, 0, count));
      }
      file.force(true);
    }
    return Sha256.hex(digest);
  }

  /// All copies that were checked to their end when they came, by name. Whether their bytes are
  /// still those is seen when they are read.
  List<SnapshotHead> list() throws IOException {
    var found = new ArrayList<SnapshotHead>();
    for (var name : names("[!.]*" + ABOUT, ABOUT)) {
      if (Files.exists(sealed(name))) {
        head(name).ifPresent(found::add);
      }
    }
    return found;
  }

  /// The bytes of a copy; empty where there is none.
  Optional<InputStream> open(String name) throws IOException {
    var copy = sealed(SnapshotHead.requireName(name));
    return Files.exists(about(name)) && Files.exists(copy)
        ? Optional.of(Files.newInputStream(copy))
        : Optional.empty();
  }

  /// Removes a copy; one that is not here is no mistake.
  void remove(String name) throws IOException {
    SnapshotHead.requireName(name);
    if (Files.isDirectory(folder)) {
      DurableFiles.delete(about(name));
      DurableFiles.delete(sealed(name));
    }
  }

  private void clear() throws IOException {
    for (var name : names(".*" + PART, PART)) {
      Files.deleteIfExists(folder.resolve(name + PART));
    }
    for (var name : names("[!.]*" + SEALED, SEALED)) {
      if (!Files.exists(about(name))) {
        Files.deleteIfExists(sealed(name));
      }
    }
  }

  private boolean isWhole(SnapshotHead head) throws IOException {
    var copy = sealed(head.name());
    if (!Files.exists(copy) || Files.size(copy) != head.bytes()) {
      return false;
    }
    try (var content = Files.newInputStream(copy)) {
      return Sha256.of(content).equals(head.sha256());
    }
  }

  /// A description that cannot be read is none.
  private Optional<SnapshotHead> head(String name) throws IOException {
    try {
      return DurableFiles.read(about(name))
          .map(bytes -> Json.read(bytes, SnapshotHead.class))
          .filter(head -> head.name().equals(name));
    } catch (HoldfastException unreadable) {
      return Optional.empty();
    }
  }

  private List<String> names(String pattern, String ending) throws IOException {
    var names = new ArrayList<String>();
    if (Files.isDirectory(folder)) {
      try (var files = Files.newDirectoryStream(folder, pattern)) {
        for (var file : files) {
          var name = String.valueOf(file.getFileName());
          names.add(name.substring(0, name.length() - ending.length()));
        }
      }
    }
    names.sort(null);
    return names;
  }

  private Path sealed(String name) {
    return folder.resolve(name + SEALED);
  }

  private Path about(String name) {
    return folder.resolve(name + ABOUT);
  }

  private static HoldfastException damaged(String name, String evidence) {
    return Problem.of(ProblemId.SNAPSHOT_DAMAGED, "The copy of " + name + " came damaged")
        .withEvidence(evidence)
        .asException();
  }
}
