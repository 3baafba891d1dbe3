package io.holdfast.bundle.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.trust.KeyFolder;
import io.holdfast.bundle.trust.TrustFile;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleReaderTest {
  @TempDir Path folder;
  private SampleBundle sample;
  private Path file;
  private String digest;

  @BeforeEach
  void write() {
    sample = SampleBundle.in(folder.resolve("keys"));
    file = folder.resolve("sample" + BundleLayout.FILE_ENDING);
    digest = sample.write(file);
  }

  @Test
  void givesBackEveryByteThatWasPutIn() throws IOException {
    try (var bundle = BundleReader.open(file, sample.trust())) {
      assertThat(bundle.digest()).isEqualTo(digest);
      assertThat(bundle.manifest()).isEqualTo(sample.manifest());
      assertThat(bundle.signer().name()).isEqualTo("acme");
      Map<String, byte[]> seen = new HashMap<>();
      bundle.forEachBlob((blob, content) -> seen.put(blob.sha256(), content.readAllBytes()));
      for (var blob : sample.manifest().blobs()) {
        assertThat(seen.get(blob.sha256())).isEqualTo(sample.content(blob.sha256()));
      }
      bundle.verify();
    }
  }

  @Test
  void readsABlobFromAnyOffset() throws IOException {
    var random = new Random(7);
    try (var bundle = BundleReader.open(file, sample.trust())) {
      for (var blob : sample.manifest().blobs()) {
        var whole = sample.content(blob.sha256());
        for (int i = 0; i < 5; i++) {
          int from = random.nextInt(whole.length + 1);
          try (var stream = bundle.openBlob(blob.sha256(), from)) {
            assertThat(stream.position()).isEqualTo(from);
            assertThat(stream.readAllBytes())
                .isEqualTo(Arrays.copyOfRange(whole, from, whole.length));
          }
        }
      }
    }
  }

  @Test
  void isByteEqualWhenBuiltAgain() throws IOException {
    var again = folder.resolve("again.holdfast");
    assertThat(sample.write(again)).isEqualTo(digest);
    assertThat(SampleBundle.bytes(again)).isEqualTo(SampleBundle.bytes(file));
  }

  @Test
  void refusesEachFlippedBit() throws IOException {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    var random = new Random(seed);
    long size = Files.size(file);
    var early = LongStream.range(0, 24).map(i -> random.nextLong(8 * 1024));
    var late = LongStream.range(0, 6).map(i -> size - 1 - random.nextLong(8 * 1024));
    var anywhere = LongStream.range(0, 10).map(i -> random.nextLong(size));
    for (long at : LongStream.concat(early, LongStream.concat(late, anywhere)).toArray()) {
      int bit = random.nextInt(8);
      SampleBundle.flip(file, at, bit);
      assertThatThrownBy(this::verify)
          .as("byte %d bit %d, replay with -Dholdfast.seed=%d", at, bit, seed)
          .isInstanceOfSatisfying(
              HoldfastException.class, e -> assertThat(e.kind()).isEqualTo(ProblemKind.TRUST));
      SampleBundle.flip(file, at, bit);
    }
    verify();
  }

  private void verify() {
    try (var bundle = BundleReader.open(file, sample.trust())) {
      bundle.verify();
    }
  }

  @Test
  void namesTheBlobAndThePlaceOfADamagedByte() throws IOException {
    var blob =
        sample.manifest().blobs().stream().filter(b -> b.chunks().size() == 3).findFirst().get();
    var whole = SampleBundle.bytes(file);
    var content = sample.content(blob.sha256());
    int start = indexOf(whole, content);
    SampleBundle.flip(file, start + BundleLayout.CHUNK + 9L, 3);
    assertThatThrownBy(this::verify)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> {
              assertThat(e.first().id()).isEqualTo(ProblemId.CHUNK_CORRUPT);
              assertThat(e.first().evidence().get())
                  .contains(blob.sha256())
                  .contains("bytes 4194304 to 8388607");
            });
  }

  @Test
  void handsOutNoByteOfADamagedChunkButAllBeforeIt() throws IOException {
    var blob =
        sample.manifest().blobs().stream().filter(b -> b.chunks().size() == 3).findFirst().get();
    int start = indexOf(SampleBundle.bytes(file), sample.content(blob.sha256()));
    SampleBundle.flip(file, start + BundleLayout.CHUNK + 9L, 3);
    try (var bundle = BundleReader.open(file, sample.trust());
        var stream = bundle.openBlob(blob.sha256())) {
      assertThat(stream.readNBytes(BundleLayout.CHUNK)).hasSize(BundleLayout.CHUNK);
      assertThatThrownBy(stream::read).isInstanceOf(HoldfastException.class);
    }
    try (var bundle = BundleReader.open(file, sample.trust());
        var stream = bundle.openBlob(blob.sha256(), 2L * BundleLayout.CHUNK)) {
      assertThat(stream.readAllBytes()).hasSize(77);
    }
  }

  private static int indexOf(byte[] whole, byte[] part) {
    for (int at = 0; ; at += 512) {
      if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
  }

  @Test
  void refusesAFileThatIsCutShortAtAnyPlace() throws IOException {
    var whole = SampleBundle.bytes(file);
    var random = new Random(3);
    for (int i = 0; i < 8; i++) {
      Files.write(
          file, Arrays.copyOf(whole, i == 0 ? whole.length - 1 : random.nextInt(whole.length)));
      assertProblem(sample.trust(), ProblemId.BUNDLE_CUT_SHORT);
    }
  }

  @Test
  void refusesBytesAfterTheEnd() throws IOException {
    Files.write(file, new byte[512], java.nio.file.StandardOpenOption.APPEND);
    assertProblem(sample.trust(), ProblemId.BUNDLE_TOO_LONG);
  }

  @Test
  void refusesWhatIsNoBundle() throws IOException {
    Files.write(file, new byte[4096]);
    assertProblem(sample.trust(), ProblemId.BUNDLE_MALFORMED);
  }

  @Test
  void refusesAMissingFile() {
    file = folder.resolve("nowhere.holdfast");
    assertProblem(sample.trust(), ProblemId.BUNDLE_NOT_FOUND);
  }

  @Test
  void refusesAnIndexWithoutEnd() throws IOException {
    Files.write(file, TarBlocks.header(BundleLayout.INDEX, 1L << 32));
    assertProblem(sample.trust(), ProblemId.BUNDLE_MALFORMED);
  }

  @Test
  void refusesABundleOfAnUnknownSigner() {
    var stranger = TrustFile.of(KeyFolder.create(folder.resolve("other"), "other"));
    assertProblem(stranger, ProblemId.UNKNOWN_SIGNER);
  }

  @Test
  void refusesABundleWhoseKeyWasRevoked() {
    var trust = sample.trust();
    var revoked = trust.withRevoked(Set.of(trust.signers().getFirst().ecdsa().id()));
    assertProblem(revoked, ProblemId.WRONG_SIGNATURE);
  }

  @Test
  void acceptsTheOldAndTheNewSignerDuringAChangeOfKeys() {
    var other = KeyFolder.create(folder.resolve("other"), "other");
    try (var bundle =
        BundleReader.open(
            file, TrustFile.of(other).withSigner(sample.trust().signers().getFirst()))) {
      assertThat(bundle.signer().name()).isEqualTo("acme");
    }
  }

  @Test
  void refusesABundleWithoutSignatures() throws IOException {
    removeSignatures(2);
    assertProblem(sample.trust(), ProblemId.BUNDLE_UNSIGNED);
  }

  @Test
  void refusesABundleWithOnlyOneOfBothSignatures() throws IOException {
    removeSignatures(1);
    assertProblem(sample.trust(), ProblemId.WRONG_SIGNATURE);
  }

  @Test
  void refusesTheSignaturesOfAnotherBundle() throws IOException {
    var message = sample.trust();
    var bytes = SampleBundle.bytes(file);
    var keys = KeyFolder.open(folder.resolve("keys"));
    int at = firstSignature(bytes);
    for (var signature : keys.sign("0".repeat(64))) {
      var content = signature.bytes().toArray();
      System.arraycopy(TarBlocks.header(signature.path(), content.length), 0, bytes, at, 512);
      Arrays.fill(bytes, at + 512, at + 1024, (byte) 0);
      System.arraycopy(content, 0, bytes, at + 512, content.length);
      at += 1024;
    }
    Files.write(file, bytes);
    assertProblem(message, ProblemId.WRONG_SIGNATURE);
  }

  private void removeSignatures(int count) throws IOException {
    var bytes = SampleBundle.bytes(file);
    int at = firstSignature(bytes);
    var out = new java.io.ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.write(bytes, at + count * 1024, bytes.length - at - count * 1024);
    Files.write(file, out.toByteArray());
  }

  private static int firstSignature(byte[] bytes) {
    long index = TarBlocks.size(Arrays.copyOf(bytes, 512));
    return (int) TarBlocks.entryLength(index);
  }

  private void assertProblem(TrustFile trust, ProblemId id) {
    assertThatThrownBy(
            () -> {
              try (var bundle = BundleReader.open(file, trust)) {
                bundle.verify();
              }
            })
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> assertThat(e.problems()).extracting(p -> p.id()).isEqualTo(List.of(id)));
  }

  @Test
  void ordinaryTarToolsListTheBundle() throws Exception {
    var process =
        new ProcessBuilder("tar", "-tf", file.toString()).redirectErrorStream(true).start();
    var output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).startsWith("index.json\nsignatures/");
  }
}
