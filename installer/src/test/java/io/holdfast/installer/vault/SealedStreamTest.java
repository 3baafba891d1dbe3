package io.holdfast.installer.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.text.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedStreamTest {
  private static final int PIECE = 64 << 10;
  private static final Secret KEY = key((byte) 1);

  private static Secret key(byte each) {
    var bytes = new byte[32];
    Arrays.fill(bytes, each);
    return Secret.of(Base64.getEncoder().encodeToString(bytes));
  }

  private static byte[] content(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] sealed(byte[] content) throws IOException {
    var file = new ByteArrayOutputStream();
    SealedStream.seal(new ByteArrayInputStream(content), file, "acme-1", KEY);
    return file.toByteArray();
  }

  private static byte[] opened(byte[] file, String siteId, Secret key) throws IOException {
    try (var content = SealedStream.open(new ByteArrayInputStream(file), siteId, key)) {
      return content.readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 5})
  void givesBackWhatWasSealedAndKnowsItsLengthBefore(int length) throws IOException {
    var file = sealed(content(length));
    assertThat(opened(file, "acme-1", KEY)).isEqualTo(content(length));
    assertThat(SealedStream.lengthOf(new ByteArrayInputStream(file), file.length))
        .isEqualTo(length);
  }

  @Test
  void sealsTheSameContentDifferentlyEachTime() throws IOException {
    assertThat(sealed(content(100))).isNotEqualTo(sealed(content(100)));
  }

  @Test
  void opensNothingOfAnotherSiteOrUnderAnotherKey() throws IOException {
    var file = sealed(content(10));
    assertThatThrownBy(() -> opened(file, "other-2", KEY))
        .isInstanceOf(IOException.class)
        .hasMessage("it is of the site acme-1, not of other-2");
    assertThatThrownBy(() -> opened(file, "acme-1", key((byte) 2)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("sealed with another key");
    assertThatThrownBy(() -> opened(content(100), "acme-1", KEY))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no sealed file");
  }

  @Test
  void noticesEveryChangedByteAndEveryMissingEnd() throws IOException {
    var file = sealed(content(2 * PIECE + 100));
    for (var at = 0; at < file.length; at += 997) {
      var changed = file.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> opened(changed, "acme-1", KEY)).isInstanceOf(IOException.class);
      var cut = Arrays.copyOf(file, at);
      assertThatThrownBy(() -> opened(cut, "acme-1", KEY)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void noticesWholePiecesThatAreMissingOrMixedUp() throws IOException {
    var file = sealed(content(3 * PIECE));
    var head = file.length - 3 * (PIECE + 16);
    var end = head + PIECE + 16;
    assertThatThrownBy(() -> opened(Arrays.copyOf(file, file.length - PIECE - 16), "acme-1", KEY))
        .isInstanceOf(IOException.class);
    var mixed = file.clone();
    System.arraycopy(file, head, mixed, end, PIECE + 16);
    System.arraycopy(file, end, mixed, head, PIECE + 16);
    assertThatThrownBy(() -> opened(mixed, "acme-1", KEY)).isInstanceOf(IOException.class);
  }
}
