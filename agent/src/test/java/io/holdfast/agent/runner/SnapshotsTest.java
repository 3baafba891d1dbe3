package io.holdfast.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.host.Root;
import io.holdfast.agent.wire.SnapshotHead;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
  private static final String NAME = "20261122-010203-upgrade-0001-consul";

  @TempDir Path folder;
  private long usable = Snapshots.RESERVE + 100;

  private Snapshots snapshots() {
    return new Snapshots(new Root(folder, "/data/holdfast"), _ -> usable);
  }

  private Path place() {
    return folder.resolve("data/holdfast/snapshots");
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(place())) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private static SnapshotHead head(String name, String content) {
    return new SnapshotHead(name, content.length(), Sha256.of(content), "{\"index\":7}");
  }

  private static InputStream bytes(String content) {
    return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
  }

  private static InputStream brokenAfter(String content) {
    var broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the line broke");
          }

          @Override
          public int read(byte[] target, int from, int length) throws IOException {
            return read();
          }
        };
    return new SequenceInputStream(bytes(content), broken);
  }

  private void keep(String name, String content) throws IOException {
    var head = head(name, content);
    if (snapshots().wants(head)) {
      snapshots().take(head, bytes(content));
    }
  }

  private String read(String name) throws IOException {
    try (var copy = snapshots().open(name).orElseThrow()) {
      return new String(copy.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void refused(ProblemId id, String evidence, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(id);
              assertThat(refused.first().evidence().orElseThrow()).contains(evidence);
            });
  }

  @Test
  void keepsACopyForRootAloneInTheFolderOfTheSite() throws IOException {
    keep(NAME, "sealed");
    assertThat(files()).containsExactly(NAME + ".json", NAME + ".sealed");
    for (var file : files()) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(place().resolve(file))))
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place())))
        .isEqualTo("rwx------");
    assertThat(snapshots().list()).containsExactly(head(NAME, "sealed"));
    assertThat(read(NAME)).isEqualTo("sealed");
  }

  @Test
  void wantsNothingSentThatItHasAndEverythingAnewThatChangedHere() throws IOException {
    keep(NAME, "sealed");
    assertThat(snapshots().wants(head(NAME, "sealed"))).isFalse();
    Files.writeString(place().resolve(NAME + ".sealed"), "SEALED");
    assertThat(snapshots().wants(head(NAME, "sealed"))).isTrue();
    keep(NAME, "sealed anew");
    assertThat(snapshots().list()).containsExactly(head(NAME, "sealed anew"));
    assertThat(read(NAME)).isEqualTo("sealed anew");
  }

  @Test
  void takesNothingThatIsNotWhatWasAnnounced() throws IOException {
    keep(NAME, "sealed");
    var other = head(NAME, "other!");
    assertThat(snapshots().wants(other)).isTrue();
    refused(
        ProblemId.SNAPSHOT_DAMAGED,
        "its digest is",
        () -> snapshots().take(other, bytes("OTHER!")));
    refused(
        ProblemId.SNAPSHOT_DAMAGED,
        "longer than 6 bytes",
        () -> snapshots().take(other, bytes("other! and more")));
    assertThatThrownBy(() -> snapshots().take(other, brokenAfter("oth")))
        .hasMessage("the line broke");
    assertThat(files()).containsExactly(NAME + ".json", NAME + ".sealed");
    assertThat(read(NAME)).isEqualTo("sealed");
  }

  @Test
  void leavesTheServersTheirRoom() throws IOException {
    usable = Snapshots.RESERVE + 5;
    refused(
        ProblemId.DISK_SPACE,
        "the copy has 6, and 2147483648 stay free for the servers",
        () -> snapshots().wants(head(NAME, "sealed")));
    usable++;
    keep(NAME, "sealed");
    usable = 0;
    assertThat(snapshots().wants(head(NAME, "sealed"))).as("it is there already").isFalse();
  }

  @Test
  void countsNothingThatAKilledRunnerLeftAndClearsItAway() throws IOException {
    keep(NAME, "sealed");
    Files.delete(place().resolve(NAME + ".json"));
    Files.writeString(place().resolve(".other.part"), "half");
    Files.writeString(place().resolve("described-only.json"), "{}");
    assertThat(snapshots().list()).isEmpty();
    assertThat(snapshots().open(NAME)).isEmpty();
    keep("later-nomad", "later");
    assertThat(files())
        .containsExactly("described-only.json", "later-nomad.json", "later-nomad.sealed");
  }

  @Test
  void removesACopyAndIsContentWhereThereIsNone() throws IOException {
    snapshots().remove(NAME);
    keep(NAME, "sealed");
    snapshots().remove(NAME);
    snapshots().remove(NAME);
    assertThat(files()).isEmpty();
    assertThatThrownBy(() -> snapshots().remove("../" + NAME))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> snapshots().open("../../etc/shadow"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
