package io.holdfast.installer.wizard.terminal;

import io.holdfast.installer.wizard.Board.Action;
import io.holdfast.installer.wizard.Board.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A board drawn for a terminal: headline, a row for each host as far as there is room, and the
/// last of what happened.
final class BoardPage {
  private static final int LEAST_LOG = 4;

  private BoardPage() {}

  static List<String> draw(Sight sight, int columns, int rows) {
    var lines = new ArrayList<String>();
    lines.add(" " + sight.title());
    lines.add("-".repeat(columns));
    sight.head().forEach(line -> lines.add(Wrap.cut(" " + line, columns)));
    lines.add("");
    var room = Math.max(1, rows - lines.size() - 3 - LEAST_LOG);
    lines.addAll(hosts(sight, columns, room));
    lines.add("-".repeat(columns));
    var left = Math.max(0, rows - lines.size() - 1);
    var log = sight.log();
    log.subList(Math.max(0, log.size() - left), log.size())
        .forEach(line -> lines.add(Wrap.cut(" " + line, columns)));
    while (lines.size() < rows - 1) {
      lines.add("");
    }
    lines.add(keys(sight.actions()));
    return lines.stream().map(String::stripTrailing).toList();
  }

  private static List<String> hosts(Sight sight, int columns, int room) {
    var rows = new ArrayList<String>();
    sight
        .rows()
        .forEach(
            (name, text) -> rows.add(Wrap.cut(String.format(" %-12s %s", name, text), columns)));
    if (rows.size() <= room) {
      return rows;
    }
    var shown = new ArrayList<>(rows.subList(0, room - 1));
    shown.add(" ... and " + (rows.size() - room + 1) + " more hosts");
    return shown;
  }

  private static String keys(List<Action> actions) {
    return actions.isEmpty()
        ? " Ctrl-C cancels"
        : actions.stream()
            .map(action -> action.key() + " " + action.label())
            .collect(Collectors.joining("  ", " ", "  Ctrl-C the same; twice leaves at once"));
  }
}
