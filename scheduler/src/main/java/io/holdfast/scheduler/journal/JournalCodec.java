package io.holdfast.scheduler.journal;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// Records to bytes and back: u32 length, u32 CRC-32C of the payload, payload = the record as
/// canonical JSON.
///
/// A torn end (what a crash leaves) is reported and left out. Damage before the last good record, a
/// broken number or a broken hash chain is never repaired or skipped: the journal is refused.
public final class JournalCodec {
  /// What the first record is chained to.
  public static final String ROOT = "0".repeat(64);

  static final int MAX_PAYLOAD = 1 << 20;
  private static final int HEADER = 8;

  private JournalCodec() {}

  /// What a file holds: its records, the hash of the last one, the bytes they take, and the torn
  /// bytes after them.
  public record Decoded(List<JournalRecord> records, String hash, int goodBytes, int tornBytes) {
    public Decoded {
      records = List.copyOf(records);
    }
  }

  /// A record as it goes to disk.
  public static byte[] encode(JournalRecord entry) {
    var payload = Json.canonical(entry);
    if (payload.length > MAX_PAYLOAD) {
      throw new IllegalArgumentException("a journal record of " + payload.length + " bytes");
    }
    var frame = ByteBuffer.allocate(HEADER + payload.length);
    frame.putInt(payload.length).putInt(crc(payload, 0, payload.length)).put(payload);
    return frame.array();
  }

  /// What the record after an encoded one is chained to.
  public static String hash(byte[] encoded) {
    return Sha256.of(Arrays.copyOfRange(encoded, HEADER, encoded.length));
  }

  public static Decoded decode(byte[] file) {
    var records = new ArrayList<JournalRecord>();
    var hash = ROOT;
    var at = 0;
    for (var length = frameAt(file, at); length >= 0; length = frameAt(file, at)) {
      var payload = ByteBuffer.wrap(file, at + HEADER, length).slice();
      var bytes = new byte[length];
      payload.get(bytes);
      var found = Json.read(bytes, JournalRecord.class);
      requireChained(found, records.size() + 1L, hash);
      records.add(found);
      hash = Sha256.of(bytes);
      at += HEADER + length;
    }
    requireNothingGoodAfter(file, at);
    return new Decoded(records, hash, at, file.length - at);
  }

  /// The payload length of a whole and sound frame at a place, or -1.
  private static int frameAt(byte[] file, int at) {
    if (file.length - at < HEADER) {
      return -1;
    }
    var header = ByteBuffer.wrap(file, at, HEADER);
    var length = header.getInt();
    var crc = header.getInt();
    if (length <= 0 || length > MAX_PAYLOAD || length > file.length - at - HEADER) {
      return -1;
    }
    return crc(file, at + HEADER, length) == crc ? length : -1;
  }

  private static void requireChained(JournalRecord found, long seq, String hash) {
    if (found.seq() != seq || !found.previous().equals(hash)) {
      throw refused("record " + seq + " is not chained to the one before it");
    }
  }

  private static void requireNothingGoodAfter(byte[] file, int from) {
    for (var at = from + 1; at < file.length - HEADER; at++) {
      if (frameAt(file, at) >= 0) {
        throw refused("byte " + from + " is damaged and good records follow at byte " + at);
      }
    }
  }

  private static int crc(byte[] bytes, int from, int length) {
    var crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  private static HoldfastException refused(String evidence) {
    return Problem.of(ProblemId.JOURNAL_DAMAGED, "The journal of a run is damaged in its middle")
        .withEvidence(evidence)
        .withFix(
            "holdfast attach USER@SERVER --known-hosts FILE   # fetches the copy that a server keeps")
        .asException();
  }
}
