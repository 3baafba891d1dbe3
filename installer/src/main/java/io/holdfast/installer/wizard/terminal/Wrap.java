package io.holdfast.installer.wizard.terminal;

import java.util.ArrayList;
import java.util.List;

/// Lines broken to fit a width; what goes on is indented as its line was, and a little more.
final class Wrap {
  private Wrap() {}

  static List<String> lines(List<String> texts, int width) {
    var lines = new ArrayList<String>();
    texts.forEach(text -> lines.addAll(line(text, width)));
    return lines;
  }

  static List<String> line(String text, int width) {
    var rest = text.replace("\t", "    ");
    var indent = Math.min(width / 2, rest.length() - rest.stripLeading().length() + 2);
    var lines = new ArrayList<String>();
    while (rest.length() > width) {
      var cut = rest.lastIndexOf(' ', width);
      var isWord = cut > indent;
      var at = isWord ? cut : width;
      lines.add(rest.substring(0, at).stripTrailing());
      rest = " ".repeat(indent) + rest.substring(isWord ? at + 1 : at).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  /// Cut at the width, with a mark that something is missing.
  static String cut(String text, int width) {
    var line = text.replace("\t", "    ");
    return line.length() <= width ? line : line.substring(0, Math.max(0, width - 3)) + "...";
  }
}
