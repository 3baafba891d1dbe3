package io.holdfast.installer.host;

import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// The host runner's own program as a copy that can be sent: the agent component of a verified
/// bundle.
///
/// Its list of digests goes over the pinned session, so the host checks every file against the
/// signed bundle. One that is `onlyWhereMissing` makes no other copy give way: a host that has a
/// runner keeps it.
public record RuntimeCopy(String copyId, List<File> files, Blobs blobs, boolean onlyWhereMissing) {
  public RuntimeCopy {
    files = files.stream().sorted(Comparator.comparing(File::path)).toList();
    for (var file : files) {
      requirePlain(file.path());
    }
  }

  public RuntimeCopy(String copyId, List<File> files, Blobs blobs) {
    this(copyId, files, blobs, false);
  }

  /// The same for hosts that have no runner at all.
  public RuntimeCopy whereMissing() {
    return new RuntimeCopy(copyId, files, blobs, true);
  }

  /// A file of the copy; `mode` is octal text such as `0755`.
  public record File(String path, String mode, String sha256, long size) {}

  /// The verified contents by digest.
  public interface Blobs {
    InputStream open(String sha256) throws IOException;
  }

  private static void requirePlain(String path) {
    if (path.startsWith("/")
        || ("/" + path + "/").contains("/../")
        || !path.matches("[!-\\[\\]-~]+")) {
      throw new IllegalArgumentException("a path that cannot stand in a copy: " + path);
    }
  }

  /// In the form that `sha256sum --check` reads.
  byte[] list() {
    var list = new StringBuilder();
    files.forEach(
        file ->
            list.append(Sha256.require(file.sha256()))
                .append("  ./")
                .append(file.path())
                .append('\n'));
    return list.toString().getBytes(StandardCharsets.US_ASCII);
  }

  long tarSize() throws IOException {
    var counter = new Counter();
    writeTar(counter, file -> new Zeros(file.size()));
    return counter.count;
  }

  void writeTar(OutputStream output) throws IOException {
    writeTar(output, file -> blobs.open(file.sha256()));
  }

  private interface Content {
    InputStream of(File file) throws IOException;
  }

  private void writeTar(OutputStream output, Content content) throws IOException {
    var tar = new TarArchiveOutputStream(output, StandardCharsets.US_ASCII.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    for (var folder : folders()) {
      var entry = new TarArchiveEntry(folder + "/", TarConstants.LF_DIR);
      entry.setMode(0755);
      put(tar, entry, InputStream.nullInputStream());
    }
    for (var file : files) {
      var entry = new TarArchiveEntry(file.path());
      entry.setMode(Integer.parseInt(file.mode(), 8));
      entry.setSize(file.size());
      try (var bytes = content.of(file)) {
        put(tar, entry, bytes);
      }
    }
    tar.finish();
    tar.flush();
  }

  private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, InputStream content)
      throws IOException {
    entry.setModTime(0);
    entry.setIds(0, 0);
    tar.putArchiveEntry(entry);
    content.transferTo(tar);
    tar.closeArchiveEntry();
  }

  private TreeSet<String> folders() {
    var folders = new TreeSet<String>();
    for (var file : files) {
      for (var at = file.path().indexOf('/'); at > 0; at = file.path().indexOf('/', at + 1)) {
        folders.add(file.path().substring(0, at));
      }
    }
    return folders;
  }

  private static final class Counter extends OutputStream {
    private long count;

    @Override
    public void write(int value) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }
  }

  /// Stands for a content when only the size of the archive is wanted.
  private static final class Zeros extends InputStream {
    private long left;

    Zeros(long size) {
      left = size;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      var count = (int) Math.min(length, left);
      left -= count;
      return count;
    }
  }
}
