package io.holdfast.installer.cli;

import io.holdfast.installer.ssh.ShellWords;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;

/// Which site and which state were named on the command line: without the same options the next
/// command would mean another site, or none.
final class GivenPlace {
  private static final String REMARK = "   #";
  private static final List<String> OPTIONS = List.of("--site", "--state");

  /// A command that people are told to give; not one that is only spoken of in a sentence.
  private static final Pattern TOLD =
      Pattern.compile("\\s*(?:(?:fix|resume|next|Next):\\s+)?holdfast ");

  private final CommandLine root;
  private final CommandLine given;

  private GivenPlace(CommandLine given) {
    var at = given;
    while (at.getParent() != null) {
      at = at.getParent();
    }
    this.root = at;
    this.given = given;
  }

  /// The same text with these options in each command that takes them.
  static String in(CommandLine command, String text) {
    var place = new GivenPlace(command);
    return OPTIONS.stream().anyMatch(place::isGiven)
        ? text.lines().map(place::line).collect(Collectors.joining("\n"))
        : text;
  }

  private boolean isGiven(String option) {
    var parsed = given.getParseResult();
    return parsed != null && parsed.hasMatchedOption(option);
  }

  private String line(String line) {
    var told = TOLD.matcher(line);
    if (!told.lookingAt()) {
      return line;
    }
    var remark = line.indexOf(REMARK);
    var end = remark < 0 ? line.length() : remark;
    return line.substring(0, end)
        + options(line, verb(line.substring(told.end(), end)))
        + line.substring(end);
  }

  /// The verb that a command begins with; the root where there is none.
  private CommandLine verb(String words) {
    var at = root;
    for (var word : words.split(" ")) {
      var verb = at.getSubcommands().get(word);
      if (verb == null) {
        break;
      }
      at = verb;
    }
    return at;
  }

  private String options(String line, CommandLine verb) {
    return OPTIONS.stream()
        .filter(this::isGiven)
        .filter(option -> verb.getCommandSpec().findOption(option) != null)
        .filter(option -> !line.contains(option + " "))
        .map(option -> " " + option + " " + ShellWords.join(List.of(value(option))))
        .collect(Collectors.joining());
  }

  private String value(String option) {
    return String.valueOf((Object) given.getParseResult().matchedOptionValue(option, ""));
  }
}
