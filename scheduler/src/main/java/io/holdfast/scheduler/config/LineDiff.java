package io.holdfast.scheduler.config;

import io.holdfast.scheduler.config.ConfigChange.Hunk;
import java.util.ArrayList;
import java.util.List;

/// What differs between two texts, in lines, with three lines around it.
///
/// The longest common sequence of the lines between the equal beginning and the equal end; where
/// that would be too much work, all of them are taken as replaced.
final class LineDiff {
  private static final int AROUND = 3;
  private static final long MOST_CELLS = 4_000_000;

  private final List<String> before;
  private final List<String> after;
  private final List<Line> lines = new ArrayList<>();

  private LineDiff(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
  }

  private record Line(char sign, int from, int to, String text) {}

  static List<Hunk> of(List<String> before, List<String> after) {
    var diff = new LineDiff(before, after);
    diff.compare();
    return diff.hunks();
  }

  /// The lines of a text; one without a line feed at its end says so.
  static List<String> lines(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    var lines = new ArrayList<>(List.of(text.split("\n", -1)));
    if (lines.getLast().isEmpty()) {
      lines.removeLast();
    } else {
      lines.add("\\ no line feed at the end");
    }
    return List.copyOf(lines);
  }

  private void compare() {
    int least = Math.min(before.size(), after.size());
    int head = 0;
    while (head < least && before.get(head).equals(after.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < least - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    for (int at = 0; at < head; at++) {
      add(' ', at, at);
    }
    middle(head, before.size() - tail, after.size() - tail);
    for (int at = tail; at > 0; at--) {
      add(' ', before.size() - at, after.size() - at);
    }
  }

  private void middle(int head, int fromEnd, int toEnd) {
    int rows = fromEnd - head;
    int columns = toEnd - head;
    var common = (long) rows * columns > MOST_CELLS ? new int[0][0] : common(head, rows, columns);
    int from = 0;
    int to = 0;
    while (from < rows || to < columns) {
      boolean both = common.length > 0 && from < rows && to < columns;
      if (both && before.get(head + from).equals(after.get(head + to))) {
        add(' ', head + from++, head + to++);
      } else if (from < rows && (!both || common[from + 1][to] >= common[from][to + 1])) {
        add('-', head + from++, head + to);
      } else {
        add('+', head + from, head + to++);
      }
    }
  }

  private int[][] common(int head, int rows, int columns) {
    var common = new int[rows + 1][columns + 1];
    for (int row = rows - 1; row >= 0; row--) {
      for (int column = columns - 1; column >= 0; column--) {
        common[row][column] =
            before.get(head + row).equals(after.get(head + column))
                ? common[row + 1][column + 1] + 1
                : Math.max(common[row + 1][column], common[row][column + 1]);
      }
    }
    return common;
  }

  private void add(char sign, int from, int to) {
    lines.add(new Line(sign, from, to, sign == '+' ? after.get(to) : before.get(from)));
  }

  private List<Hunk> hunks() {
    var hunks = new ArrayList<Hunk>();
    int at = 0;
    while (at < lines.size()) {
      if (lines.get(at).sign() == ' ') {
        at++;
      } else {
        int end = end(at);
        hunks.add(hunk(lines.subList(Math.max(0, at - AROUND), end)));
        at = end;
      }
    }
    return hunks;
  }

  /// Where the hunk that begins with a change ends: changes with few lines between them are one.
  private int end(int first) {
    int last = first;
    for (int at = first; at < lines.size() && at - last - 1 <= 2 * AROUND; at++) {
      if (lines.get(at).sign() != ' ') {
        last = at;
      }
    }
    return Math.min(lines.size(), last + 1 + AROUND);
  }

  private static Hunk hunk(List<Line> part) {
    int fromCount = (int) part.stream().filter(line -> line.sign() != '+').count();
    int toCount = (int) part.stream().filter(line -> line.sign() != '-').count();
    var first = part.getFirst();
    return new Hunk(
        first.from() + (fromCount == 0 ? 0 : 1),
        fromCount,
        first.to() + (toCount == 0 ? 0 : 1),
        toCount,
        part.stream().map(line -> line.sign() + line.text()).toList());
  }
}
