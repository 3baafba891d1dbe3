package io.holdfast.bundle.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class Sha256ListTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  private static Sha256List parse(String text) {
    return Sha256List.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsTextAndBinaryLines() {
    var list = parse(A + "  one.zip\n" + B.toUpperCase(java.util.Locale.ROOT) + " *two words.zip");
    assertThat(list.digestOf("one.zip")).isEqualTo(A);
    assertThat(list.digestOf("two words.zip")).isEqualTo(B);
    assertThat(list.names("three.zip")).isFalse();
  }

  @Test
  void refusesEveryOtherForm() {
    for (var text :
        List.of(
            "<html>",
            A.substring(1) + "  one.zip\n",
            A + "  ../one.zip\n",
            A + "  one.zip\n\n" + B + "  two.zip\n",
            A + "  one.zip\n" + B + "  one.zip\n")) {
      assertThatThrownBy(() -> parse(text)).as(text).isInstanceOf(HoldfastException.class);
    }
    assertThat(parse("").names("one.zip")).isFalse();
  }
}
