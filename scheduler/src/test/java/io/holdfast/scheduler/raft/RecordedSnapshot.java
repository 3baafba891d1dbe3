package io.holdfast.scheduler.raft;

import io.holdfast.templates.text.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// Snapshots in the form in which Consul and Nomad write them.
public final class RecordedSnapshot {
  public static final String STATE = "the state of a cluster".repeat(5_000);
  private static final String META = "{\"Version\":1,\"ID\":\"2-33-1\",\"Index\":33,\"Term\":2}";
  private static final int BLOCK = 512;

  private RecordedSnapshot() {}

  /// The files of a sound one, in their order.
  public static Map<String, String> sound() {
    var files = new LinkedHashMap<String, String>();
    files.put("meta.json", META);
    files.put("state.bin", STATE);
    files.put("SHA256SUMS", sums(META, STATE));
    return files;
  }

  static String sums(String meta, String state) {
    return Sha256.of(meta) + "  meta.json\n" + Sha256.of(state) + "  state.bin\n";
  }

  public static byte[] archive(Map<String, String> files) {
    var compressed = new ByteArrayOutputStream();
    try (var tar = new GZIPOutputStream(compressed)) {
      for (var file : files.entrySet()) {
        var bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
        tar.write(header(file.getKey(), bytes.length));
        tar.write(bytes);
        tar.write(new byte[(BLOCK - bytes.length % BLOCK) % BLOCK]);
      }
      tar.write(new byte[2 * BLOCK]);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return compressed.toByteArray();
  }

  static byte[] header(String name, int size) {
    var header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 124, "%011o".formatted(size));
    header[156] = '0';
    put(header, 257, "ustar");
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
