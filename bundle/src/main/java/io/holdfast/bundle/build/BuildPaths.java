package io.holdfast.bundle.build;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns the paths of an appliance file into paths of this machine: `${name}` by the values given,
/// relative ones beside the file.
final class BuildPaths {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z][A-Za-z0-9_.-]*)}");

  private final Path folder;
  private final Map<String, String> variables;

  BuildPaths(Path folder, Map<String, String> variables) {
    this.folder = folder;
    this.variables = new TreeMap<>(variables);
  }

  Path resolve(String text) {
    return folder.resolve(replaced(text, Map.of())).normalize();
  }

  /// A text with its `${name}` replaced: by `own` first, then by the values given.
  String replaced(String text, Map<String, String> own) {
    return VARIABLE
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), text, own)));
  }

  private String value(String name, String text, Map<String, String> own) {
    var value = own.containsKey(name) ? own.get(name) : variables.get(name);
    if (value == null) {
      throw Problem.of(ProblemId.SOURCE_UNUSABLE, "No value is given for ${" + name + "}")
          .withEvidence(text)
          .withFix("add --set " + name + "=VALUE to the command")
          .asException();
    }
    return value;
  }
}
