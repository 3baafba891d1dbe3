package io.holdfast.scheduler.journal;

import io.holdfast.scheduler.port.Disk;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One append-only journal on a disk. When `append` returns, the record outlives a crash.
///
/// Not safe for several threads: whoever drives a run appends one record after the other.
public final class Journal {
  private final Disk disk;
  private final String name;
  private long seq;
  private String hash;

  private Journal(Disk disk, String name, long seq, String hash) {
    this.disk = disk;
    this.name = name;
    this.seq = seq;
    this.hash = hash;
  }

  /// A journal with what was in it; `tornBytes` were the rest of a record that a crash cut short,
  /// now removed.
  public record Opened(Journal journal, List<JournalRecord> records, int tornBytes) {
    public Opened {
      records = List.copyOf(records);
    }
  }

  /// Opens or begins a journal. A damaged one is refused.
  public static Opened open(Disk disk, String name) {
    Optional<byte[]> file = disk.read(name);
    if (file.isEmpty()) {
      return new Opened(new Journal(disk, name, 0, JournalCodec.ROOT), List.of(), 0);
    }
    var bytes = file.get();
    var found = JournalCodec.decode(bytes);
    if (found.tornBytes() > 0) {
      disk.replace(name, Arrays.copyOf(bytes, found.goodBytes()));
    }
    var journal = new Journal(disk, name, found.records().size(), found.hash());
    return new Opened(journal, found.records(), found.tornBytes());
  }

  public JournalRecord append(JournalEntry entry, long wallMs) {
    var next =
        new JournalRecord(
            seq + 1, wallMs, hash, entry.kind(), entry.path(), entry.host(), entry.details());
    var encoded = JournalCodec.encode(next);
    disk.append(name, encoded);
    disk.sync(name);
    seq = next.seq();
    hash = JournalCodec.hash(encoded);
    return next;
  }

  public long length() {
    return seq;
  }
}
