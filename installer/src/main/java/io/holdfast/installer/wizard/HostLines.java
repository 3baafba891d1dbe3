package io.holdfast.installer.wizard;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Hosts as people type or paste them: a line each, in words (`w1 10.0.0.21 worker+lb room-a`), as
/// cells of a table (`w1,10.0.0.21,worker+lb,room-a`; semicolons and tabs too), or many in one line
/// (`s[1-3] 10.0.0.[11-13] server`). Lines that begin with `#` and a table's head are passed over.
/// A host without roles is a worker.
public record HostLines(List<Entry> hosts, List<Problem> problems) {
  private static final Pattern RANGE = Pattern.compile("\\[([0-9]{1,4})-([0-9]{1,4})\\]");
  private static final int MOST = 10_000;

  public HostLines {
    hosts = List.copyOf(hosts);
    problems = List.copyOf(problems);
  }

  /// One host; `zone` as far as one was given. What the texts mean is checked with the whole site.
  public record Entry(String name, String address, List<Role> roles, Optional<String> zone) {}

  /// All hosts of a text in its order, and what could not be understood by its line.
  public static HostLines parse(String text) {
    var hosts = new ArrayList<Entry>();
    var problems = new ArrayList<Problem>();
    var lines = text.lines().toList();
    for (var number = 1; number <= lines.size(); number++) {
      var line = lines.get(number - 1).strip();
      if (!line.isEmpty() && !line.startsWith("#") && !isHead(line)) {
        try {
          hosts.addAll(hosts(line));
        } catch (IllegalArgumentException wrong) {
          problems.add(
              Problem.of(ProblemId.VALUE_REFUSED, String.valueOf(wrong.getMessage()))
                  .withWhere("line " + number)
                  .withEvidence(line));
        }
      }
    }
    if (hosts.isEmpty() && problems.isEmpty()) {
      problems.add(Problem.of(ProblemId.MISSING_KEY, "No host is named"));
    }
    return new HostLines(hosts, problems);
  }

  private static boolean isHead(String line) {
    return line.toLowerCase(Locale.ROOT).matches("name[,;\t ]+address.*");
  }

  private static List<Entry> hosts(String line) {
    var cells =
        line.matches(".*[,;\t].*")
            ? Arrays.stream(line.split("[,;\t]", -1)).map(String::strip).toList()
            : List.of(line.split(" +"));
    if (cells.size() < 2 || cells.get(1).isEmpty()) {
      throw new IllegalArgumentException("A host needs a name and an address");
    }
    if (cells.size() > 4) {
      throw new IllegalArgumentException("There is more than name, address, roles and zone");
    }
    var names = spread(cells.get(0));
    var addresses = spread(cells.get(1));
    if (names.size() != addresses.size()) {
      throw new IllegalArgumentException(
          "There are " + names.size() + " names for " + addresses.size() + " addresses");
    }
    var roles = roles(cells.size() > 2 ? cells.get(2) : "");
    var zone = Optional.of(cells.size() > 3 ? cells.get(3) : "").filter(it -> !it.isEmpty());
    var hosts = new ArrayList<Entry>();
    for (var index = 0; index < names.size(); index++) {
      hosts.add(new Entry(names.get(index), addresses.get(index), roles, zone));
    }
    return hosts;
  }

  private static List<Role> roles(String cell) {
    var words = Arrays.stream(cell.split("[+/ ]")).filter(word -> !word.isEmpty());
    var roles = words.map(HostLines::role).distinct().sorted().toList();
    return roles.isEmpty() ? List.of(Role.WORKER) : roles;
  }

  private static Role role(String word) {
    return Arrays.stream(Role.values())
        .filter(role -> role.word().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"" + word + "\" is no role: server, worker and lb, joined by +"));
  }

  /// `s[1-3]` gives s1, s2 and s3; leading zeros are kept.
  private static List<String> spread(String text) {
    var found = RANGE.matcher(text);
    if (!found.find()) {
      return List.of(text);
    }
    var first = Integer.parseInt(found.group(1));
    var last = Integer.parseInt(found.group(2));
    if (last < first || last - first >= MOST) {
      throw new IllegalArgumentException(found.group() + " is not a range");
    }
    var form = found.group(1).startsWith("0") ? "%0" + found.group(1).length() + "d" : "%d";
    var all = new ArrayList<String>();
    for (var number = first; number <= last; number++) {
      all.add(
          text.substring(0, found.start())
              + String.format(Locale.ROOT, form, number)
              + text.substring(found.end()));
    }
    return all;
  }
}
