package io.holdfast.installer.wizard.terminal;

import io.holdfast.installer.wizard.View;
import java.util.ArrayList;
import java.util.List;

/// A form drawn for a terminal of some size: a headline, a body that scrolls, the equal command and
/// the keys. States are told in signs and words, never in colour alone.
final class FormPage {
  private static final int LABEL = 28;
  private static final int FRAME_ROWS = 5;
  private static final int LEAST_ROWS = 8;
  private static final int LEAST_COLUMNS = 40;

  private final Form form;
  private final int columns;
  private final int rows;
  private final List<String> body = new ArrayList<>();
  private int focusFirst;
  private int focusLast;
  private int caretRow = -1;
  private int caretColumn;

  /// The page as lines, and where the cursor stands; a row below 0 hides it.
  record Drawn(List<String> lines, int cursorRow, int cursorColumn) {}

  private FormPage(Form form, int columns, int rows) {
    this.form = form;
    this.columns = Math.max(LEAST_COLUMNS, columns);
    this.rows = Math.max(LEAST_ROWS, rows);
  }

  static Drawn draw(Form form, int columns, int rows) {
    var page = new FormPage(form, columns, rows);
    page.write();
    return page.framed();
  }

  /// How many lines of the body are in sight.
  static int sight(int rows) {
    return Math.max(LEAST_ROWS, rows) - FRAME_ROWS;
  }

  private void write() {
    var view = form.view();
    view.problems().forEach(line -> add("! " + line));
    if (!view.problems().isEmpty()) {
      body.add("");
    }
    view.text().forEach(this::add);
    if (!view.text().isEmpty()) {
      body.add("");
    }
    for (var index = 0; index < form.inputs().size(); index++) {
      field(form.inputs().get(index), index == form.focus());
    }
    if (form.isOnButton()) {
      focusFirst = body.size();
    }
    body.add((form.isOnButton() ? "> " : "  ") + "[ Go on ]");
    if (form.isOnButton()) {
      focusLast = body.size() - 1;
    }
  }

  private void add(String line) {
    body.addAll(Wrap.line(line, columns - 2));
  }

  private void field(Input input, boolean isFocused) {
    if (isFocused) {
      focusFirst = body.size();
    }
    var label = (isFocused ? "> " : "  ") + input.field().label();
    if (input.isChoice()) {
      body.add(label);
      choices(input);
    } else if (input.isLines()) {
      body.add(label);
      lines(input, isFocused);
    } else {
      text(input, label, isFocused);
    }
    if (isFocused) {
      Wrap.line("    " + input.field().help(), columns - 2).forEach(body::add);
      focusLast = body.size() - 1;
    }
  }

  private void choices(Input input) {
    var choices = input.field().choices();
    for (var index = 0; index < choices.size(); index++) {
      var mark = index == input.chosen() ? "(*) " : "( ) ";
      body.add(Wrap.cut("    " + mark + choices.get(index).label(), columns - 2));
    }
  }

  private void lines(Input input, boolean isFocused) {
    var lines = input.lines();
    if (isFocused) {
      caretRow = body.size() + input.caretLine();
      caretColumn = Math.min(columns - 2, 6 + input.caretColumn());
    }
    lines.forEach(line -> body.add(Wrap.cut("    | " + line, columns - 2)));
  }

  private void text(Input input, String label, boolean isFocused) {
    var width = columns - LABEL - 4;
    var column = input.caretColumn();
    var from = Math.max(0, column - width + 1);
    var shown = input.shown();
    var part = shown.substring(from, Math.min(shown.length(), from + width));
    if (isFocused) {
      caretRow = body.size();
      caretColumn = LABEL + 1 + column - from;
    }
    body.add(
        Wrap.cut(label, LABEL - 1)
            + " ".repeat(Math.max(1, LABEL - Math.min(label.length(), LABEL - 1)))
            + "["
            + part
            + " ".repeat(width - part.length())
            + "]");
  }

  private Drawn framed() {
    var sight = sight(rows);
    var first = first(sight);
    form.scrollTo(first);
    var lines = new ArrayList<String>();
    lines.add(headline(form.view()));
    lines.add("-".repeat(columns));
    for (var row = 0; row < sight; row++) {
      lines.add(first + row < body.size() ? " " + body.get(first + row) : "");
    }
    var command = form.view().command();
    lines.add("-".repeat(columns));
    lines.add(command.isEmpty() ? "" : Wrap.cut(" $ " + command, columns));
    lines.add(keys(first, sight));
    var isCaretInSight = caretRow >= first && caretRow < first + sight;
    return new Drawn(
        lines.stream().map(String::stripTrailing).toList(),
        isCaretInSight ? caretRow - first + 2 : -1,
        caretColumn + 1);
  }

  private int first(int sight) {
    var first = Math.min(form.scroll(), Math.max(0, body.size() - sight));
    if (form.followsFocus()) {
      first = Math.min(first, focusFirst);
      first = Math.max(first, focusLast - sight + 1);
      if (caretRow >= 0) {
        first = Math.max(Math.min(first, caretRow), caretRow - sight + 1);
      }
    }
    return Math.max(0, first);
  }

  private String headline(View view) {
    var left = " Holdfast install";
    var right = view.number() + " of " + view.of() + "  " + view.title() + " ";
    return left + " ".repeat(Math.max(1, columns - left.length() - right.length())) + right;
  }

  private String keys(int first, int sight) {
    var more = body.size() > first + sight ? "PgDn more below" : first > 0 ? "PgUp more above" : "";
    var own = form.isOnChoice() ? "Space choose" : "Ctrl-U clear";
    var keys = " Tab field  " + own + "  Ctrl-N go on  Esc back  Ctrl-C leave";
    return keys + " ".repeat(Math.max(2, columns - keys.length() - more.length() - 1)) + more;
  }
}
