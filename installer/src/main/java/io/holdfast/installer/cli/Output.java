package io.holdfast.installer.cli;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.text.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a verb prints: data on standard output, everything else on standard error.
///
/// With `--output json` each line on standard output is one JSON object with `schema` and `type`;
/// the last one has the type `result`.
final class Output {
  private final CommandLine command;
  private final boolean isJson;

  /// The forms of the output.
  enum Form {
    TEXT,
    JSON
  }

  Output(CommandLine command, boolean isJson) {
    this.command = command;
    this.isJson = isJson;
  }

  /// Whether JSON was asked for, also where the verb itself was never reached.
  static boolean isJson(CommandLine command) {
    var option = command.getCommandSpec().findOption("--output");
    return option != null
        && option.getValue() != null
        && "json".equalsIgnoreCase(option.getValue().toString());
  }

  boolean isJson() {
    return isJson;
  }

  /// For people; nothing when a script listens.
  void text(String text) {
    if (!isJson) {
      print(command.getOut(), text);
    }
  }

  /// Warnings for people who watch, each with the first command to give.
  void warn(List<Problem> problems) {
    Certificates.lines(problems).forEach(this::say);
  }

  /// For people who watch, in either form.
  void say(String text) {
    print(command.getErr(), GivenPlace.in(command, text));
  }

  /// The last word of a verb, for scripts; people got it as text.
  void result(Object value) {
    if (isJson) {
      line("result", (ObjectNode) Json.toTree(value));
    }
  }

  /// Something that happened on the way.
  void event(Object value) {
    if (isJson) {
      line("event", (ObjectNode) Json.toTree(value));
    }
  }

  /// What went wrong, of a verb that has a result of its own all the same: people read it on
  /// standard error, scripts as a line before the result.
  void problem(Problem problem) {
    Failures.printText(command, List.of(problem));
    if (isJson) {
      error(problem);
    }
  }

  void error(Problem problem) {
    var tree = JsonNodeFactory.instance.objectNode();
    tree.put("schema", "holdfast/error/1").put("type", "error");
    tree.setAll((ObjectNode) Json.toTree(problem));
    print(command.getOut(), Json.write(tree));
  }

  private void line(String type, ObjectNode value) {
    var tree = JsonNodeFactory.instance.objectNode();
    tree.put("schema", "holdfast/" + verb() + "/1").put("type", type);
    tree.setAll(value);
    print(command.getOut(), Json.write(tree));
  }

  /// `bundle-build` for `holdfast bundle build`.
  private String verb() {
    var names = command.getCommandSpec().qualifiedName("-").split("-");
    var verb = Stream.of(names).skip(1).collect(Collectors.joining("-"));
    return verb.isEmpty() ? "holdfast" : verb;
  }

  private static void print(PrintWriter writer, String text) {
    writer.println(text);
    writer.flush();
  }
}
