package io.holdfast.lab;

import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/// The text of `docs/reference.md`, made from the verbs themselves: what each takes, and what the
/// exit codes say.
final class ReferenceText {
  private static final int WIDTH = 80;

  private ReferenceText() {}

  /// All verbs below a tree, the verbs of a verb right after it, in the order of their names.
  static List<CommandLine> verbs(CommandLine tree) {
    return new TreeSet<>(tree.getSubcommands().keySet())
        .stream()
            .map(name -> tree.getSubcommands().get(name))
            .flatMap(verb -> Stream.concat(Stream.of(verb), verbs(verb).stream()))
            .toList();
  }

  static String of(CommandLine tree) {
    var text = new ArrayList<String>();
    text.add("# Reference");
    text.add("");
    text.add(
        "What each verb takes, as `--help` prints it. This page is made from the program; a test"
            + " compares the two. `lab` and `demo` belong to the program as it runs from its"
            + " sources.");
    text.add("");
    exitCodes(text);
    verbs(tree).forEach(verb -> section(text, verb));
    return String.join("\n", text) + "\n";
  }

  private static void exitCodes(List<String> text) {
    text.add("## Exit codes");
    text.add("");
    text.add("| Code | Meaning | Errors |");
    text.add("|---|---|---|");
    exitMeanings().forEach((code, row) -> text.add("| " + code + " | " + row + " |"));
  }

  /// What each exit code says, and the errors that end with it.
  static SortedMap<Integer, String> exitMeanings() {
    var rows = new TreeMap<Integer, String>();
    rows.put(0, "done, or nothing to do | ");
    rows.put(4, "`preflight --strict`: warnings only; nothing was changed | ");
    rows.put(5, "`plan --detailed-exitcode`: there is something to do; nothing was changed | ");
    rows.put(130, "cancelled by a second Ctrl-C; `holdfast resume` goes on | ");
    for (var kind : ProblemKind.values()) {
      rows.put(kind.exitCode(), meaning(kind) + " | " + links(kind));
    }
    return rows;
  }

  private static String meaning(ProblemKind kind) {
    return switch (kind) {
      case USAGE -> "the command line or a file is wrong; nothing was changed";
      case TRUST -> "something is not what it must be: a signature, a key, an identity";
      case UNREACHABLE -> "something cannot be reached";
      case PREFLIGHT -> "a machine is not ready; nothing was changed";
      case LOCKED -> "somebody else is changing this cluster, or did since";
      case PUT_BACK -> "a changed host failed and was put back";
      case STOPPED -> "stopped in order; `holdfast resume` goes on";
      case INTERNAL -> "a mistake in Holdfast, or one that the simulator found";
    };
  }

  private static String links(ProblemKind kind) {
    return Arrays.stream(ProblemId.values())
        .filter(id -> id.kind() == kind)
        .map(id -> "[" + id.code() + "](errors/" + id.code() + ".md)")
        .collect(Collectors.joining(" "));
  }

  private static void section(List<String> text, CommandLine verb) {
    verb.setUsageHelpAutoWidth(false).setUsageHelpWidth(WIDTH);
    text.add("");
    text.add("## " + verb.getCommandSpec().qualifiedName());
    text.add("");
    text.add("```text");
    verb.getUsageMessage(Ansi.OFF)
        .stripTrailing()
        .lines()
        .map(String::stripTrailing)
        .forEach(text::add);
    text.add("```");
  }
}
