package io.holdfast.installer.wizard.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.wizard.Field.Choice;
import io.holdfast.installer.wizard.Question;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputTest {
  private static Input text(String value) {
    return new Input(Question.SITE.field(), value);
  }

  private static void type(Input input, String text) {
    text.codePoints().forEach(input::type);
  }

  @Test
  void editsAtTheCaret() {
    var input = text("ac");
    input.move(-1);
    type(input, "b");
    assertThat(input.value()).isEqualTo("abc");
    input.deleteBefore();
    input.deleteAfter();
    assertThat(input.value()).isEqualTo("a");
    input.toLineStart();
    input.deleteBefore();
    input.move(-5);
    assertThat(input.value()).isEqualTo("a");
    input.clear();
    assertThat(input.value()).isEmpty();
  }

  @Test
  void movesBetweenTheLinesOfATextThatHasSome() {
    var input = new Input(Question.HOSTS.field(), "one\ntwo three\n4");
    assertThat(input.caretLine()).isEqualTo(2);
    assertThat(input.moveLine(-1)).isTrue();
    assertThat(input.caretColumn()).isEqualTo(1);
    input.toLineEnd();
    assertThat(input.caretColumn()).isEqualTo(9);
    assertThat(input.moveLine(-1)).isTrue();
    assertThat(input.caretColumn()).isEqualTo(3);
    assertThat(input.moveLine(-1)).isFalse();
    type(input, "!");
    assertThat(input.lines()).isEqualTo(List.of("one!", "two three", "4"));
  }

  @Test
  void takesALineFeedOnlyWhereThereAreLines() {
    var input = text("x");
    input.type('\n');
    assertThat(input.value()).isEqualTo("x");
  }

  @Test
  void goesThroughChoicesByKeysAndDigits() {
    var input =
        new Input(
            Question.LOGIN.field(new Choice("key", "a"), new Choice("agent", "b")), "nonsense");
    assertThat(input.value()).isEqualTo("key");
    input.type(' ');
    assertThat(input.value()).isEqualTo("agent");
    input.move(1);
    assertThat(input.value()).isEqualTo("key");
    input.type('2');
    assertThat(input.value()).isEqualTo("agent");
    input.type('9');
    assertThat(input.value()).isEqualTo("agent");
  }

  @Test
  void showsOfASecretOnlyItsLength() {
    var input = new Input(Question.PASSWORD.field(), "");
    type(input, "pässword");
    assertThat(input.shown()).isEqualTo("********");
    assertThat(input.value()).isEqualTo("pässword");
  }
}
