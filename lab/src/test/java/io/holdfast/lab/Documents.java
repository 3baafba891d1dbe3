package io.holdfast.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The documents of the project, and what a reader may type or follow in them.
final class Documents {
  static final Path PROJECT = Path.of("..");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)\\s]*)?\\)");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private Documents() {}

  /// A line of a document, such as `docs/trust.md:12`.
  record Line(Path file, int number, String text) {
    String place() {
      return PROJECT.relativize(file) + ":" + number;
    }
  }

  static List<Path> all() throws IOException {
    try (var docs = Files.walk(PROJECT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(PROJECT.resolve("README.md"), PROJECT.resolve("CONTRIBUTING.md")),
              docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  private static List<Line> lines(Path file) {
    try {
      var texts = Files.readAllLines(file);
      var lines = new ArrayList<Line>();
      for (var at = 0; at < texts.size(); at++) {
        lines.add(new Line(file, at + 1, texts.get(at)));
      }
      return lines;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// The command lines in fenced blocks that start our program; a line that ends with a backslash
  /// goes on in the next one.
  static List<Line> commands(Path file) {
    var commands = new ArrayList<Line>();
    var fenced = false;
    var open = "";
    for (var line : lines(file)) {
      var text = line.text().strip();
      if (text.startsWith("```")) {
        fenced = !fenced;
        open = "";
        continue;
      }
      var whole = open + text;
      open = text.endsWith("\\") ? whole.substring(0, whole.length() - 1) : "";
      if (fenced && open.isEmpty() && isOurs(whole)) {
        commands.add(new Line(file, line.number(), whole));
      }
    }
    return commands;
  }

  /// The commands that sentences name between backticks, such as `holdfast upgrade --bundle B`.
  static List<Line> namedCommands(Path file) {
    return lines(file).stream()
        .flatMap(
            line ->
                CODE.matcher(line.text())
                    .results()
                    .map(found -> new Line(file, line.number(), found.group(1))))
        .filter(line -> isOurs(line.text()))
        .toList();
  }

  private static boolean isOurs(String command) {
    return command.startsWith("holdfast ") || command.startsWith("./holdfast ");
  }

  /// The arguments of a command line, without its comment.
  static String[] arguments(String command) {
    var words = new ArrayList<String>();
    var matcher = WORD.matcher(command.split("\\s#\\s", 2)[0]);
    while (matcher.find()) {
      words.add(
          Stream.of(1, 2, 3)
              .map(matcher::group)
              .filter(java.util.Objects::nonNull)
              .findFirst()
              .orElse(""));
    }
    return words.stream().skip(1).toArray(String[]::new);
  }

  /// Where the relative links of a document lead.
  static List<Line> links(Path file) {
    return lines(file).stream()
        .flatMap(
            line ->
                LINK.matcher(line.text())
                    .results()
                    .map(found -> new Line(file, line.number(), found.group(1))))
        .filter(link -> !link.text().contains("://") && !link.text().startsWith("mailto:"))
        .toList();
  }
}
