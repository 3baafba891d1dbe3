package io.holdfast.bundle.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarBlocksTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 512, (1L << 33) - 1, 1L << 33, 5L << 40})
  void writesSizesThatOtherToolsRead(long size) throws IOException {
    var header = TarBlocks.header("blobs/sha256/" + "a".repeat(64), size);
    try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(header))) {
      var entry = java.util.Objects.requireNonNull(tar.getNextEntry());
      assertThat(entry.getSize()).isEqualTo(size);
      assertThat(entry.getName()).isEqualTo("blobs/sha256/" + "a".repeat(64));
      assertThat(entry.isCheckSumOK()).isTrue();
      assertThat(entry.getMode()).isEqualTo(0644);
    }
  }
}
