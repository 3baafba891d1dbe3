package io.holdfast.installer.run;

import io.holdfast.installer.host.BodyFolder;
import io.holdfast.installer.vault.SealedStream;
import io.holdfast.installer.vault.SiteSecrets;
import io.holdfast.installer.vault.Vault;
import io.holdfast.scheduler.raft.RaftSnapshots;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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
  public void keep(String name, String about) {
    try {
      disk.replace(about(name), about.getBytes(StandardCharsets.UTF_8));
    } catch (UncheckedIOException full) {
      throw notWritable(name, full);
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
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (var files = Files.newDirectoryStream(folder, "[!.]*" + ABOUT)) {
      for (var file : files) {
        var name = String.valueOf(file.getFileName()).replace(ABOUT, "");
        if (Files.exists(folder.resolve(name + SEALED))) {
          found.put(name, Json.read(Files.readAllBytes(file), RaftSnapshots.Saved.class).as(name));
        }
      }
      return found;
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
