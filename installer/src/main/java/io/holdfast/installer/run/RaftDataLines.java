package io.holdfast.installer.run;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads the lines of `raft-data.sh`: what servers keep of their quorums on a host.
final class RaftDataLines {
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  private RaftDataLines() {}

  /// The data of one system on one host; `written` is for people. `told` are the addresses of the
  /// voters that a `peers.json` names which no start has read yet.
  record RaftData(boolean isThere, String id, String written, List<String> told) {
    RaftData {
      told = List.copyOf(told);
    }
  }

  /// By system. Whatever is no such line is passed over: a login may greet.
  static SortedMap<String, RaftData> parse(List<String> lines) {
    var found = new TreeMap<String, RaftData>();
    for (var line : lines) {
      var fields = line.split("\t", -1);
      if (fields.length == 7 && List.of("yes", "no").contains(fields[1])) {
        found.put(
            fields[0],
            new RaftData(
                fields[1].equals("yes"),
                fields[2],
                words(fields[3], fields[4]),
                Arrays.stream(fields[5].split(",")).filter(it -> !it.isEmpty()).toList()));
      }
    }
    return found;
  }

  private static String words(String seconds, String index) {
    var parts = new ArrayList<String>();
    if (seconds.matches("[0-9]{1,11}")) {
      parts.add("of " + MINUTES.format(Instant.ofEpochSecond(Long.parseLong(seconds))));
    }
    if (!index.isEmpty()) {
      parts.add("snapshot at index " + index);
    }
    return parts.isEmpty() ? "of unknown age" : String.join(", ", parts);
  }
}
