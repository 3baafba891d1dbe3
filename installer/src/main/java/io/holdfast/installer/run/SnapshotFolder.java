package io.holdfast.installer.run;

import io.holdfast.agent.wire.SnapshotHead;
import io.holdfast.installer.host.BodyFolder;
import io.holdfast.installer.vault.SealedStream;
import io.holdfast.installer.vault.SiteSecrets;
import io.holdfast.installer.vault.Vault;
import io.holdfast.scheduler.raft.RaftSnapshots;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The states of products that runs saved, each sealed with the site's own key: they hold tokens
/// and whatever was written into variables. `RUN-PRODUCT.sealed` is the state, `RUN-PRODUCT.json`
/// says what it is; a state without that was never checked to its end and counts as none. Names are
/// those of products, for the run that saves now, or `RUN-PRODUCT` for any.
public final class SnapshotFolder implements BodyFolder {
  private static final String SEALED = ".sealed";
  private static final String ABOUT = ".json";

  private final Path folder;
  private final String runId;
  private final FileDisk disk;
  private final Vault vault;

  SnapshotFolder(Path folder, String runId, Vault vault) {
    this.folder = folder;
    this.runId = runId;
    this.disk = new FileDisk(folder);
    this.vault = vault;
  }

  @Override
  public void write(String name, InputStream content) throws IOException {
    try {
      disk.removeUnfinished();
      disk.remove(about(name));
      disk.replace(
          sealed(name),
          file ->
              SealedStream.seal(
                  new Told(content), file, vault.siteId(), vault.secret(SiteSecrets.SNAPSHOT_KEY)));
    } catch (Broken broken) {
      throw broken.cause;
    } catch (UncheckedIOException full) {
      throw notWritable(name, full);
    }
  }

  private HoldfastException notWritable(String name, UncheckedIOException full) {
    var cause = Optional.ofNullable(full.getCause());
    return HoldfastException.of(
        Problem.of(
                ProblemId.FILE_NOT_WRITABLE,
                "The saved state " + folder.resolve(sealed(name)) + " cannot be written")
            .withEvidence(cause.map(IOException::getMessage).orElse("no reason is known"))
            .withFix("df -h " + folder),
        full);
  }

  @Override
  public InputStream open(String name) throws IOException {
    var file = Files.newInputStream(folder.resolve(sealed(name)));
    try {
      return SealedStream.open(
          new java.io.BufferedInputStream(file, 128 << 10),
          vault.siteId(),
          vault.secret(SiteSecrets.SNAPSHOT_KEY));
    } catch (IOException | RuntimeException refused) {
      file.close();
      throw refused;
    }
  }

  @Override
  public long length(String name) throws IOException {
    var path = folder.resolve(sealed(name));
    try (var file = Files.newInputStream(path)) {
      return SealedStream.lengthOf(file, Files.size(path));
    }
  }

  @Override
  public String keep(String name, String about) {
    try {
      disk.replace(about(name), about.getBytes(StandardCharsets.UTF_8));
      return "";
    } catch (UncheckedIOException full) {
      throw notWritable(name, full);
    }
  }

  /// What a copy elsewhere has to be equal to: the sealed file as it lies here, and what was said
  /// of it.
  SnapshotHead head(String name) {
    var file = folder.resolve(sealed(name));
    try (var content = Files.newInputStream(file)) {
      return new SnapshotHead(
          base(name), Files.size(file), Sha256.of(content), said(name).orElse(""));
    } catch (IOException unreadable) {
      throw HoldfastException.of(
          Problem.of(ProblemId.FILE_NOT_READABLE, "The saved state " + file + " cannot be read")
              .withEvidence(String.valueOf(unreadable.getMessage())),
          unreadable);
    }
  }

  /// The sealed file as it lies here, from a byte on.
  InputStream sealedFrom(String name, long offset) throws IOException {
    var content = Files.newInputStream(folder.resolve(sealed(name)));
    content.skipNBytes(offset);
    return content;
  }

  /// Where the bytes of a copy come from; false where there are none.
  interface Copy {
    boolean to(OutputStream file) throws IOException;
  }

  /// Takes a sealed copy from elsewhere in the place of what is here under its name. One that is
  /// not what was announced leaves what is here as it is.
  void take(SnapshotHead head, Copy copy) {
    var name = head.name();
    try {
      requireRoom(head);
      disk.replace(
          sealed(name),
          file -> {
            var digest = Sha256.digest();
            var came = copy.to(new DigestOutputStream(file, digest));
            var sha256 = Sha256.hex(digest);
            if (!came || !sha256.equals(head.sha256())) {
              throw damaged(name, came ? "its digest is " + sha256 : "it is gone", head);
            }
            disk.remove(about(name));
          });
      keep(name, head.about());
    } catch (UncheckedIOException full) {
      throw notWritable(name, full);
    }
  }

  private static HoldfastException damaged(String name, String what, SnapshotHead head) {
    return Problem.of(ProblemId.SNAPSHOT_DAMAGED, "The copy of " + name + " is damaged: " + what)
        .withEvidence("kept was " + head.sha256())
        .asException();
  }

  private void requireRoom(SnapshotHead head) {
    var usable = disk.usable();
    if (usable < head.bytes()) {
      throw Problem.of(ProblemId.FILE_NOT_WRITABLE, "There is no room here for " + head.name())
          .withEvidence("it has " + head.bytes() + " bytes, " + usable + " are free in " + folder)
          .withFix("df -h " + folder)
          .asException();
    }
  }

  /// What keeps a state that is here from being the one that was saved; empty where it is that.
  public Optional<String> fault(RaftSnapshots.Saved saved) {
    try (var content = open(saved.file())) {
      var sha256 = Sha256.of(content);
      return sha256.equals(saved.sha256())
          ? Optional.empty()
          : Optional.of("its digest is " + sha256 + ", saved was " + saved.sha256());
    } catch (IOException unreadable) {
      return Optional.of(String.valueOf(unreadable.getMessage()));
    }
  }

  /// What was said of a state; empty where there is none, or an unchecked one.
  Optional<String> said(String name) {
    return disk.read(about(name)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public void remove(String name) {
    disk.remove(about(name));
    disk.remove(sealed(name));
  }

  private String sealed(String name) {
    return base(name) + SEALED;
  }

  private String about(String name) {
    return base(name) + ABOUT;
  }

  /// Products have no dash in their names.
  private String base(String name) {
    return name.contains("-") ? name : runId + "-" + name;
  }

  /// What lies here of all runs, as `RUN-PRODUCT`, checked to its end when it was saved; the oldest
  /// first.
  public SortedMap<String, RaftSnapshots.Saved> all() {
    var found = new TreeMap<String, RaftSnapshots.Saved>();
    var states = names(SEALED);
    for (var name : names(ABOUT)) {
      if (states.contains(name)) {
        said(name)
            .map(said -> said.getBytes(StandardCharsets.UTF_8))
            .ifPresent(
                said -> found.put(name, Json.read(said, RaftSnapshots.Saved.class).as(name)));
      }
    }
    return found;
  }

  /// The names of states without a word of what they are, and the other way round: no run counts on
  /// them.
  SortedSet<String> halves() {
    var states = names(SEALED);
    var words = names(ABOUT);
    var halves = new TreeSet<>(states);
    halves.addAll(words);
    states.retainAll(words);
    halves.removeAll(states);
    return halves;
  }

  private SortedSet<String> names(String ending) {
    var names = new TreeSet<String>();
    if (!Files.isDirectory(folder)) {
      return names;
    }
    try (var files = Files.newDirectoryStream(folder, "[!.]*" + ending)) {
      for (var file : files) {
        var name = String.valueOf(file.getFileName());
        names.add(name.substring(0, name.length() - ending.length()));
      }
      return names;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the folder " + folder + " cannot be read", unreadable);
    }
  }

  /// Carries a failure of the sender past those of the disk.
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final IOException cause;

    Broken(IOException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private static final class Told extends FilterInputStream {
    Told(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException broken) {
        throw new Broken(broken);
      }
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      try {
        return super.read(target, from, length);
      } catch (IOException broken) {
        throw new Broken(broken);
      }
    }
  }
}
