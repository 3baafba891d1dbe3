package io.holdfast.airgap.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bundle.file.BlobContent;
import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.manifest.Blob;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreTest {
  @TempDir Path folder;
  private ContentStore store;
  private byte[] bytes;
  private Blob blob;

  @BeforeEach
  void open() throws IOException {
    store = ContentStore.open(folder.resolve("store"));
    bytes = new byte[2 * BundleLayout.CHUNK + 1000];
    new Random(5).nextBytes(bytes);
    blob = BlobContent.of(bytes).describe();
  }

  private Path part() {
    return folder.resolve("store/sha256/" + blob.sha256() + ".part");
  }

  @Test
  void keepsContentsOfAllSizes() throws IOException {
    for (int size : List.of(0, 1, BundleLayout.CHUNK, BundleLayout.CHUNK + 1)) {
      var content = Arrays.copyOf(bytes, size);
      var small = BlobContent.of(content).describe();
      store.take(small, new ByteArrayInputStream(content));
      assertThat(Files.readAllBytes(store.find(small.sha256()).orElseThrow())).isEqualTo(content);
      store.verify(small.sha256());
      try (var stream = store.read(small)) {
        assertThat(stream.readAllBytes()).isEqualTo(content);
      }
    }
    assertThat(store.list()).hasSize(4);
  }

  @Test
  void goesOnFromTheLastCheckedChunk() throws IOException {
    try (var intake = store.receive(blob)) {
      intake.append(bytes, 0, BundleLayout.CHUNK + 500);
      assertThat(intake.offset()).isEqualTo(BundleLayout.CHUNK);
    }
    assertThat(store.has(blob.sha256())).isFalse();
    try (var intake = store.receive(blob)) {
      assertThat(intake.offset()).isEqualTo(BundleLayout.CHUNK);
      intake.append(bytes, BundleLayout.CHUNK, bytes.length - BundleLayout.CHUNK);
      intake.finish();
    }
    store.verify(blob.sha256());
    assertThat(part()).doesNotExist();
  }

  @Test
  void dropsWhatIsWrongInAnEarlierAttempt() throws IOException {
    var wrong = bytes.clone();
    wrong[BundleLayout.CHUNK + 3] ^= 1;
    Files.write(part(), wrong);
    try (var intake = store.receive(blob)) {
      assertThat(intake.offset()).isEqualTo(BundleLayout.CHUNK);
      assertThat(Files.size(part())).isEqualTo(BundleLayout.CHUNK);
    }
  }

  @Test
  void writesNoByteOfAWrongChunk() throws IOException {
    var wrong = bytes.clone();
    wrong[BundleLayout.CHUNK + 3] ^= 1;
    try (var intake = store.receive(blob)) {
      assertThatThrownBy(() -> intake.append(wrong, 0, wrong.length)).satisfies(this::isDamaged);
    }
    assertThat(Files.size(part())).isEqualTo(BundleLayout.CHUNK);
    assertThat(store.has(blob.sha256())).isFalse();
  }

  @Test
  void refusesMoreBytesThanTheContentHas() throws IOException {
    try (var intake = store.receive(blob)) {
      intake.append(bytes, 0, bytes.length);
      assertThatThrownBy(() -> intake.append(new byte[1], 0, 1)).satisfies(this::isDamaged);
    }
  }

  @Test
  void doesNotFinishBeforeTheEnd() throws IOException {
    try (var intake = store.receive(blob)) {
      intake.append(bytes, 0, bytes.length - 1);
      assertThatThrownBy(intake::finish).isInstanceOf(IOException.class);
    }
    assertThat(store.has(blob.sha256())).isFalse();
  }

  @Test
  void refusesASecondWriterOfTheSameContent() throws IOException {
    try (var first = store.receive(blob)) {
      assertThat(first.offset()).isZero();
      assertThatThrownBy(() -> store.receive(blob)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesAContentThatWasChangedOnDisk() throws IOException {
    store.take(blob, new ByteArrayInputStream(bytes));
    bytes[7] ^= 1;
    Files.write(store.find(blob.sha256()).orElseThrow(), bytes);
    assertThatThrownBy(() -> store.verify(blob.sha256())).satisfies(this::isDamaged);
    try (var stream = store.read(blob)) {
      assertThatThrownBy(stream::read).satisfies(this::isDamaged);
    }
  }

  private void isDamaged(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> assertThat(e.first().id()).isEqualTo(ProblemId.STORE_DAMAGED));
  }
}
