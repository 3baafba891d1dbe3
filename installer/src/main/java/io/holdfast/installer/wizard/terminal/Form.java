package io.holdfast.installer.wizard.terminal;

import io.holdfast.installer.wizard.Question.Kind;
import io.holdfast.installer.wizard.Reply;
import io.holdfast.installer.wizard.Reply.Move;
import io.holdfast.installer.wizard.View;
import io.holdfast.templates.text.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A view that is being filled in: what keys do to it. Behind the last field stands the button that
/// goes on.
final class Form {
  private final View view;
  private final List<Input> inputs;
  private int focus;
  private int scroll;
  private boolean followsFocus;

  Form(View view) {
    this.view = view;
    this.inputs = view.fields().stream().map(field -> new Input(field, view.value(field))).toList();
  }

  View view() {
    return view;
  }

  List<Input> inputs() {
    return inputs;
  }

  /// The field in work; the number of fields for the button.
  int focus() {
    return focus;
  }

  boolean isOnButton() {
    return focus == inputs.size();
  }

  boolean isOnChoice() {
    return !isOnButton() && inputs.get(focus).isChoice();
  }

  /// The first line of the body that is wanted in sight.
  int scroll() {
    return scroll;
  }

  /// Whether the field in work has to be in sight, since it was moved to or typed into.
  boolean followsFocus() {
    return followsFocus;
  }

  void scrollTo(int line) {
    scroll = Math.max(0, line);
  }

  /// Takes a key; `page` is how many lines are in sight. Gives the move that ends the form, if the
  /// key means one.
  Optional<Move> take(Key key, int page) {
    followsFocus = true;
    switch (key.kind()) {
      case GO_ON -> {
        return Optional.of(Move.NEXT);
      }
      case GO_BACK -> {
        return Optional.of(Move.BACK);
      }
      case LEAVE -> {
        return Optional.of(Move.LEAVE);
      }
      case ENTER -> {
        return enter();
      }
      case PAGE_UP -> page(-page);
      case PAGE_DOWN -> page(page);
      case TAB -> focusOn(focus + 1);
      case BACK_TAB -> focusOn(focus - 1);
      case UP -> line(-1);
      case DOWN -> line(1);
      case NOTHING -> followsFocus = false;
      default -> edit(key);
    }
    return Optional.empty();
  }

  private void page(int by) {
    followsFocus = false;
    scroll = Math.max(0, scroll + by);
  }

  /// A form without fields is only read: there the arrows move the text.
  private void line(int by) {
    if (inputs.isEmpty()) {
      page(by);
    } else if (isOnButton() || !inputs.get(focus).moveLine(by)) {
      focusOn(focus + by);
    }
  }

  private Optional<Move> enter() {
    if (isOnButton()) {
      return Optional.of(Move.NEXT);
    }
    if (inputs.get(focus).isLines()) {
      inputs.get(focus).type('\n');
      return Optional.empty();
    }
    if (focus == inputs.size() - 1) {
      return Optional.of(Move.NEXT);
    }
    focusOn(focus + 1);
    return Optional.empty();
  }

  private void focusOn(int index) {
    focus = Math.floorMod(index, inputs.size() + 1);
  }

  private void edit(Key key) {
    if (isOnButton()) {
      return;
    }
    var input = inputs.get(focus);
    switch (key.kind()) {
      case CHARACTER -> input.type(key.codePoint());
      case LEFT -> input.move(-1);
      case RIGHT -> input.move(1);
      case HOME -> input.toLineStart();
      case END -> input.toLineEnd();
      case BACKSPACE -> input.deleteBefore();
      case DELETE -> input.deleteAfter();
      case CLEAR -> input.clear();
      default -> {}
    }
  }

  Reply reply(Move move) {
    Map<String, String> values = new HashMap<>();
    Map<String, Secret> secrets = new HashMap<>();
    for (var input : inputs) {
      if (input.field().kind() == Kind.SECRET) {
        secrets.put(input.field().key(), Secret.of(input.value()));
      } else {
        values.put(input.field().key(), input.value());
      }
    }
    return new Reply(move, values, secrets);
  }
}
