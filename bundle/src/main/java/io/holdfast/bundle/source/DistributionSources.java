package io.holdfast.bundle.source;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// The mirrors and keys that this machine's own package manager uses, read from its settings, with
/// another release put in. So a bundle may hold packages of any release its mirror has, and no
/// mirror is ever named in Holdfast itself.
final class DistributionSources {
  private static final List<String> ALIASES =
      List.of("stable", "oldstable", "oldoldstable", "testing");

  /// One source of the machine.
  ///
  /// @param options like `signed-by=/usr/share/keyrings/...`, as in a one-line entry
  /// @param suite like `bookworm`, `bookworm-updates` or `bookworm-security`
  record Entry(List<String> options, String uri, String suite, List<String> components) {
    /// The entry as a line of `sources.list`.
    String line() {
      var inBrackets = options.isEmpty() ? "" : "[" + String.join(" ", options) + "] ";
      return "deb " + inBrackets + uri + " " + suite + " " + String.join(" ", components);
    }

    Entry withSuite(String other) {
      return new Entry(options, uri, other, components);
    }
  }

  private final String release;
  private final List<Entry> entries;

  private DistributionSources(String release, List<Entry> entries) {
    this.release = release;
    this.entries = List.copyOf(entries);
  }

  /// Reads the settings below a folder like `/etc/apt`.
  ///
  /// @param release the code name of the machine's own release
  static DistributionSources read(Path etcApt, String release) {
    List<Entry> entries = new ArrayList<>();
    try {
      oneLine(etcApt.resolve("sources.list"), entries);
      var parts = etcApt.resolve("sources.list.d");
      if (Files.isDirectory(parts)) {
        try (var list = Files.list(parts)) {
          for (var file : list.sorted().toList()) {
            if (file.toString().endsWith(".list")) {
              oneLine(file, entries);
            } else if (file.toString().endsWith(".sources")) {
              paragraphs(file, entries);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var ours = entries.stream().filter(entry -> ofRelease(entry, release)).toList();
    if (ours.isEmpty()) {
      throw Problem.of(
              ProblemId.PACKAGES_NOT_FETCHED,
              "This machine's package manager names no source of its release " + release)
          .withEvidence("read: " + etcApt)
          .asException();
    }
    return new DistributionSources(release, ours);
  }

  private static boolean ofRelease(Entry entry, String release) {
    var base = entry.suite.split("[-/]")[0];
    return entry.components.contains("main") && (base.equals(release) || ALIASES.contains(base));
  }

  /// The same mirrors for another release: main suite, updates and security.
  List<Entry> forRelease(String other) {
    var lines = new TreeSet<String>();
    List<Entry> result = new ArrayList<>();
    for (var entry : entries) {
      var base = entry.suite.split("[-/]")[0];
      var swapped = entry.withSuite(other + entry.suite.substring(base.length()));
      if (lines.add(swapped.line())) {
        result.add(swapped);
      }
    }
    return result;
  }

  String ownRelease() {
    return release;
  }

  private static void oneLine(Path file, List<Entry> into) throws IOException {
    if (!Files.isRegularFile(file)) {
      return;
    }
    for (var raw : Files.readAllLines(file)) {
      var line = raw.replaceFirst("#.*", "").strip();
      if (!line.startsWith("deb ") && !line.startsWith("deb\t")) {
        continue;
      }
      var rest = line.substring(4).strip();
      List<String> options = List.of();
      if (rest.startsWith("[") && rest.contains("]")) {
        options = List.of(rest.substring(1, rest.indexOf(']')).strip().split("\\s+"));
        rest = rest.substring(rest.indexOf(']') + 1).strip();
      }
      var words = List.of(rest.split("\\s+"));
      if (words.size() >= 3) {
        into.add(new Entry(options, words.get(0), words.get(1), words.subList(2, words.size())));
      }
    }
  }

  private static void paragraphs(Path file, List<Entry> into) throws IOException {
    Map<String, String> fields = new HashMap<>();
    var last = "";
    for (var line : Files.readAllLines(file)) {
      if (line.isBlank()) {
        paragraph(fields, into);
        fields.clear();
      } else if (Character.isWhitespace(line.charAt(0))) {
        fields.merge(last, "\n" + line.strip(), String::concat);
      } else if (!line.startsWith("#") && line.contains(":")) {
        last = line.substring(0, line.indexOf(':')).strip().toLowerCase(Locale.ROOT);
        fields.put(last, line.substring(line.indexOf(':') + 1).strip());
      }
    }
    paragraph(fields, into);
  }

  private static void paragraph(Map<String, String> fields, List<Entry> into) {
    boolean binary = List.of(words(fields, "types")).contains("deb");
    if (!binary || fields.getOrDefault("enabled", "yes").equalsIgnoreCase("no")) {
      return;
    }
    List<String> options = new ArrayList<>();
    var signedBy = fields.getOrDefault("signed-by", "");
    if (signedBy.startsWith("/")) {
      options.add("signed-by=" + signedBy);
    }
    for (var uri : words(fields, "uris")) {
      for (var suite : words(fields, "suites")) {
        into.add(new Entry(options, uri, suite, List.of(words(fields, "components"))));
      }
    }
  }

  private static String[] words(Map<String, String> fields, String name) {
    return fields.getOrDefault(name, "").strip().split("\\s+");
  }
}
