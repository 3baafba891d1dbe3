package io.holdfast.installer.wizard.terminal;

import io.holdfast.installer.wizard.Field;
import io.holdfast.installer.wizard.Question.Kind;
import java.util.List;

/// The answer of one field while it is edited: a text with a place in it, or one of its choices.
final class Input {
  private final Field field;
  private final StringBuilder text;
  private int caret;
  private int chosen;

  Input(Field field, String value) {
    this.field = field;
    this.text = new StringBuilder(value);
    this.caret = text.length();
    for (var index = 0; index < field.choices().size(); index++) {
      if (field.choices().get(index).value().equals(value)) {
        chosen = index;
      }
    }
  }

  Field field() {
    return field;
  }

  boolean isLines() {
    return field.kind() == Kind.LINES;
  }

  boolean isChoice() {
    return field.kind() == Kind.CHOICE;
  }

  String value() {
    return isChoice() ? field.choices().get(chosen).value() : text.toString();
  }

  int chosen() {
    return chosen;
  }

  /// What may be shown: of a secret only its length.
  String shown() {
    return field.kind() == Kind.SECRET ? "*".repeat(text.length()) : text.toString();
  }

  List<String> lines() {
    return List.of(text.toString().split("\n", -1));
  }

  /// The line of the caret, counted from 0.
  int caretLine() {
    return (int) text.substring(0, caret).chars().filter(it -> it == '\n').count();
  }

  /// The column of the caret in its line.
  int caretColumn() {
    return caret - (text.lastIndexOf("\n", caret - 1) + 1);
  }

  void type(int codePoint) {
    if (isChoice()) {
      choose(codePoint);
    } else if (codePoint >= ' ' || (codePoint == '\n' && isLines()) || codePoint == '\t') {
      text.insert(caret, Character.toString(codePoint));
      caret += Character.charCount(codePoint);
    }
  }

  /// Space goes through the choices, a digit takes one.
  private void choose(int codePoint) {
    var digit = codePoint - '1';
    if (codePoint == ' ') {
      move(1);
    } else if (digit >= 0 && digit < field.choices().size()) {
      chosen = digit;
    }
  }

  /// To the left or to the right; through the choices round and round.
  void move(int by) {
    if (isChoice()) {
      chosen = Math.floorMod(chosen + by, field.choices().size());
    } else {
      caret = Math.clamp((long) caret + by, 0, text.length());
    }
  }

  /// One line up or down; false where there is none.
  boolean moveLine(int by) {
    var lines = lines();
    var to = caretLine() + by;
    if (!isLines() || to < 0 || to >= lines.size()) {
      return false;
    }
    var column = Math.min(caretColumn(), lines.get(to).length());
    caret = column;
    for (var line = 0; line < to; line++) {
      caret += lines.get(line).length() + 1;
    }
    return true;
  }

  void toLineStart() {
    caret -= caretColumn();
  }

  void toLineEnd() {
    var end = text.indexOf("\n", caret);
    caret = end < 0 ? text.length() : end;
  }

  void deleteBefore() {
    if (caret > 0 && !isChoice()) {
      caret--;
      text.deleteCharAt(caret);
    }
  }

  void deleteAfter() {
    if (caret < text.length() && !isChoice()) {
      text.deleteCharAt(caret);
    }
  }

  /// Away with all of it.
  void clear() {
    if (!isChoice()) {
      text.setLength(0);
      caret = 0;
    }
  }
}
