package io.holdfast.installer.wizard.terminal;

import io.holdfast.installer.run.Interrupts;
import io.holdfast.installer.wizard.Board;
import io.holdfast.installer.wizard.Field;
import io.holdfast.installer.wizard.Question.Kind;
import io.holdfast.installer.wizard.Reply;
import io.holdfast.installer.wizard.Reply.Move;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.installer.wizard.View;
import io.holdfast.templates.text.Secret;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// The wizard line by line. At every prompt `<` goes back, `!` leaves and `?` helps; an empty line
/// takes what stands in brackets.
public final class PlainPrompts implements Skin {
  private static final String BACK = "<";
  private static final String LEAVE = "!";
  private static final String HELP = "?";
  private static final String KEEP = ".";

  private final Lines lines;
  private final PrintWriter out;
  private final Runnable atOnce;

  /// Where lines come from; nothing at their end.
  public interface Lines {
    Optional<String> next();

    /// The same without showing what is typed, where that can be done.
    Optional<String> nextHidden();
  }

  public PlainPrompts(Lines lines, PrintWriter out, Runnable atOnce) {
    this.lines = lines;
    this.out = out;
    this.atOnce = atOnce;
  }

  /// A move that ends a screen before all was asked.
  private static final class Moved extends RuntimeException {
    private final transient Move move;

    Moved(Move move) {
      super(move.name(), null, false, false);
      this.move = move;
    }
  }

  @Override
  public Reply ask(View view) {
    say("");
    say("== " + view.number() + " of " + view.of() + ": " + view.title() + " ==");
    view.problems().forEach(line -> say("! " + line));
    view.text().forEach(this::say);
    if (!view.command().isEmpty()) {
      say("Without the wizard: " + view.command());
    }
    Map<String, String> values = new HashMap<>();
    Map<String, Secret> secrets = new HashMap<>();
    try {
      for (var field : view.fields()) {
        if (field.kind() == Kind.SECRET) {
          secrets.put(field.key(), Secret.of(secret(field)));
        } else {
          values.put(field.key(), answer(field, view.value(field)));
        }
      }
      if (view.fields().isEmpty()) {
        prompt("Enter goes on, < back, ! leaves: ", "");
      }
      return new Reply(Move.NEXT, values, secrets);
    } catch (Moved moved) {
      return new Reply(moved.move, values, secrets);
    }
  }

  private String answer(Field field, String value) {
    return switch (field.kind()) {
      case CHOICE -> choice(field, value);
      case LINES -> several(field, value);
      default -> {
        var typed = prompt(field.label() + " [" + value + "]: ", field.help());
        yield typed.isEmpty() ? value : typed.equals("\"\"") ? "" : typed;
      }
    };
  }

  private String choice(Field field, String value) {
    say(field.label() + ":");
    var usual = 1;
    for (var index = 0; index < field.choices().size(); index++) {
      var choice = field.choices().get(index);
      say("  " + (index + 1) + ") " + choice.label());
      if (choice.value().equals(value)) {
        usual = index + 1;
      }
    }
    while (true) {
      var typed = prompt("Number [" + usual + "]: ", field.help());
      var number = typed.isEmpty() ? Integer.toString(usual) : typed;
      if (number.matches("[0-9]{1,3}")
          && Integer.parseInt(number) >= 1
          && Integer.parseInt(number) <= field.choices().size()) {
        return field.choices().get(Integer.parseInt(number) - 1).value();
      }
      say("A number from 1 to " + field.choices().size() + " is wanted.");
    }
  }

  private String several(Field field, String value) {
    say(field.label() + ": " + field.help());
    value.lines().forEach(line -> say("  | " + line));
    say("An empty line ends." + (value.isEmpty() ? "" : " A dot alone keeps what stands above."));
    var typed = new StringBuilder();
    while (true) {
      var line = prompt("  | ", field.help());
      if (line.equals(KEEP) && typed.isEmpty()) {
        return value;
      }
      if (line.isEmpty()) {
        return typed.toString().stripTrailing();
      }
      typed.append(line).append('\n');
    }
  }

  private String secret(Field field) {
    return understood(lines::nextHidden, field.label() + " (not shown): ", field.help());
  }

  private String prompt(String prompt, String help) {
    return understood(lines::next, prompt, help).strip();
  }

  /// The end of the input leaves: everything is kept. After the help it is read on in the same way.
  private String understood(Supplier<Optional<String>> read, String prompt, String help) {
    while (true) {
      out.print(prompt);
      out.flush();
      var typed = read.get().orElseThrow(() -> new Moved(Move.LEAVE));
      switch (typed.strip()) {
        case BACK -> throw new Moved(Move.BACK);
        case LEAVE -> throw new Moved(Move.LEAVE);
        case HELP -> say(help);
        default -> {
          return typed;
        }
      }
    }
  }

  @Override
  public <T> T watch(Board board, Callable<T> work) throws Exception {
    var sight = board.sight();
    say(sight.title());
    board.listen(this::say);
    for (var action : sight.actions()) {
      say("Ctrl-C: " + action.label() + "; twice: leave at once");
      Interrupts.watch(action.run(), atOnce);
    }
    return work.call();
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
