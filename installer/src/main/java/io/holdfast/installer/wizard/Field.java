package io.holdfast.installer.wizard;

import java.util.List;

/// One question as a screen asks it: with the choices that there are now.
public record Field(Question question, String label, String help, List<Choice> choices) {
  public Field {
    choices = List.copyOf(choices);
    if ((question.kind() == Question.Kind.CHOICE) == choices.isEmpty()) {
      throw new IllegalArgumentException(question + " has choices or is none");
    }
  }

  /// One answer to choose, and what it means.
  public record Choice(String value, String label) {}

  public String key() {
    return question.key();
  }

  public Question.Kind kind() {
    return question.kind();
  }
}
