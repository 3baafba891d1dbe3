package io.holdfast.installer.wizard.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WrapTest {
  @Test
  void breaksAtWordsAndIndentsWhatGoesOn() {
    assertThat(Wrap.line("  one two three", 10)).containsExactly("  one two", "    three");
  }

  @Test
  void breaksAWordThatIsTooLong() {
    assertThat(Wrap.line("abcdefghijkl", 5)).containsExactly("abcde", "  fgh", "  ijk", "  l");
  }

  @Test
  void leavesWhatFits() {
    assertThat(Wrap.lines(List.of("", "abc"), 3)).containsExactly("", "abc");
  }

  @Test
  void cutsWithAMark() {
    assertThat(Wrap.cut("abcdefgh", 6)).isEqualTo("abc...");
    assertThat(Wrap.cut("abc", 6)).isEqualTo("abc");
  }
}
