package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.raft.TarParts.Part;
import io.holdfast.templates.text.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/// What a snapshot of Consul or Nomad is: a compressed tar of `meta.json` (where in the log the
/// state was taken), `state.bin` (the state) and `SHA256SUMS` (the digests of the two).
///
/// Reading one checks every byte of it: the checksum of the compression, the digests inside, and
/// that nothing is missing or added. `sha256` is the digest of the file as it lies there, in hex;
/// `bytes` its length. Source of the form: the package `snapshot` in the sources of Consul, which
/// Nomad took over.
record SnapshotArchive(String sha256, long bytes, long index, long term) {
  private static final String META = "meta.json";
  private static final String STATE = "state.bin";
  private static final String SUMS = "SHA256SUMS";
  private static final int BUFFER = 64 << 10;

  /// Ends with an `IOException` that says what is wrong with it.
  static SnapshotArchive read(InputStream file) throws IOException {
    var digest = Sha256.digest();
    var counted = new Counted(new DigestInputStream(file, digest));
    var parts = TarParts.read(new GZIPInputStream(counted, BUFFER));
    counted.transferTo(OutputStream.nullOutputStream());
    check(parts);
    var meta = Body.of(text(parts, META));
    var index = meta.at("Index").number();
    var term = meta.at("Term").number();
    if (index <= 0 || term <= 0) {
      throw new IOException(META + " names no place in the log");
    }
    return new SnapshotArchive(Sha256.hex(digest), counted.count, index, term);
  }

  private static void check(SortedMap<String, Part> parts) throws IOException {
    var sums = sums(text(parts, SUMS));
    var found = new TreeMap<String, String>();
    parts.forEach((name, part) -> found.put(name, part.sha256()));
    found.remove(SUMS);
    if (!found.containsKey(META) || !found.containsKey(STATE)) {
      throw new IOException("it holds " + found.keySet() + ", wanted are " + META + ", " + STATE);
    }
    if (!found.equals(sums)) {
      throw new IOException("its contents are " + found + ", it says of itself " + sums);
    }
  }

  private static String text(SortedMap<String, Part> parts, String name) throws IOException {
    return Optional.ofNullable(parts.get(name))
        .flatMap(Part::text)
        .orElseThrow(() -> new IOException("it has no " + name));
  }

  /// Lines as `sha256sum` writes them.
  private static SortedMap<String, String> sums(String text) throws IOException {
    var sums = new TreeMap<String, String>();
    for (var line : text.lines().toList()) {
      var words = line.split("\\s+", 2);
      if (words.length != 2) {
        throw new IOException(SUMS + " cannot be read");
      }
      sums.put(words[1], words[0]);
    }
    return sums;
  }

  /// Counts what is read through it.
  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      var value = super.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      var read = super.read(target, from, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
