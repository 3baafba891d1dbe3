package io.holdfast.scheduler.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.text.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// Snapshots in the form in which Consul and Nomad write them, sound and broken.
class SnapshotArchiveTest {
  private static SnapshotArchive read(byte[] bytes) throws IOException {
    return SnapshotArchive.read(new ByteArrayInputStream(bytes));
  }

  private static void refused(Map<String, String> files, String why) {
    assertThatThrownBy(() -> read(RecordedSnapshot.archive(files)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  @Test
  void tellsThePlaceInTheLogAndItsOwnDigest() throws IOException {
    var bytes = RecordedSnapshot.archive(RecordedSnapshot.sound());
    assertThat(read(bytes)).isEqualTo(new SnapshotArchive(Sha256.of(bytes), bytes.length, 33, 2));
  }

  @Test
  void refusesAStateOfOtherBytes() {
    var files = RecordedSnapshot.sound();
    files.put("state.bin", RecordedSnapshot.STATE.replaceFirst("cluster", "custard"));
    refused(files, "it says of itself");
  }

  @Test
  void refusesWhatIsMissingOrAdded() {
    for (var name : RecordedSnapshot.sound().keySet()) {
      var files = RecordedSnapshot.sound();
      files.remove(name);
      refused(files, "it ");
    }
    var more = RecordedSnapshot.sound();
    more.put("more.bin", "more");
    refused(more, "it says of itself");
  }

  @Test
  void refusesAFileThatIsCutOffAnywhere() {
    var bytes = RecordedSnapshot.archive(RecordedSnapshot.sound());
    for (var length = 0; length < bytes.length; length += 7) {
      var cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read(cut), "cut at %d", length).isInstanceOf(IOException.class);
    }
  }

  /// A few bits say nothing: some of the head of the compression, and what fills its last byte.
  /// With those flipped the contents are the same, and the digest of the file is another.
  @Test
  void takesNoFileWithAFlippedBitForTheOneItWas() throws IOException {
    var bytes = RecordedSnapshot.archive(RecordedSnapshot.sound());
    var sound = read(bytes).sha256();
    var refused = 0;
    for (var at = 0; at < bytes.length; at++) {
      var flipped = bytes.clone();
      flipped[at] ^= 0x10;
      try {
        assertThat(read(flipped).sha256()).as("flip at %d", at).isNotEqualTo(sound);
      } catch (IOException damaged) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(bytes.length - 12);
  }

  @Test
  void refusesAPlaceThatIsNone() {
    var files = new LinkedHashMap<String, String>();
    files.put("meta.json", "{}");
    files.put("state.bin", RecordedSnapshot.STATE);
    files.put("SHA256SUMS", RecordedSnapshot.sums("{}", RecordedSnapshot.STATE));
    refused(files, "names no place in the log");
  }

  @Test
  void refusesAnythingButPlainFiles() {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new GZIPOutputStream(bytes)) {
      var link = RecordedSnapshot.header("meta.json", 0);
      link[156] = '2';
      tar.write(link);
      tar.write(new byte[1024]);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    assertThatThrownBy(() -> read(bytes.toByteArray())).hasMessageContaining("no plain file");
  }
}
