package io.holdfast.installer.wizard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What is to be seen while work goes on: a headline, one row for each host, the last lines of what
/// happened, and the keys that can be pressed. Written by the work, read by a skin, by several
/// threads at once.
public final class Board {
  private static final int KEPT = 200;

  private final String title;
  private final List<Action> actions;
  private final Map<String, String> rows = new LinkedHashMap<>();
  private final Deque<String> log = new ArrayDeque<>();
  private final List<Consumer<String>> listeners = new ArrayList<>();
  private List<String> head = List.of();

  /// A key and what it does.
  public record Action(char key, String label, Runnable run) {}

  /// The board at one moment.
  public record Sight(
      String title,
      List<String> head,
      Map<String, String> rows,
      List<String> log,
      List<Action> actions) {}

  public Board(String title, List<String> rowNames, List<Action> actions) {
    this.title = title;
    this.actions = List.copyOf(actions);
    rowNames.forEach(name -> rows.put(name, ""));
  }

  /// The lines above the rows, such as how much is done.
  public synchronized void head(String... lines) {
    head = List.of(lines);
  }

  /// What is to be said of one host now; said to listeners when it is new.
  public synchronized void row(String name, String text) {
    if (!text.equals(rows.put(name, text))) {
      tell(name + "  " + text);
    }
  }

  /// Something that happened.
  public synchronized void log(String line) {
    log.addLast(line);
    if (log.size() > KEPT) {
      log.removeFirst();
    }
    tell(line);
  }

  private void tell(String line) {
    listeners.forEach(listener -> listener.accept(line));
  }

  /// Calls back for each change as a line, for skins that can only print.
  public synchronized void listen(Consumer<String> listener) {
    listeners.add(listener);
  }

  public synchronized Sight sight() {
    return new Sight(title, head, new LinkedHashMap<>(rows), List.copyOf(log), actions);
  }
}
