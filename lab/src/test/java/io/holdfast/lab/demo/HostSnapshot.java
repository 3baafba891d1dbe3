package io.holdfast.lab.demo;

import io.holdfast.lab.host.PracticeLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Everything that lies in a host's `/etc`, `/opt`, `/usr` and `/var/lib`, by path. Left out are
/// only the places named in `product-data.txt`.
record HostSnapshot(SortedMap<String, Entry> entries) {
  private static final String SCRIPT =
      """
      find /etc /opt /usr /var/lib -xdev \\( PRUNED \\) -prune -o -printf \
        '%p\\t%y\\t%m\\t%u:%g\\t%s\\t%T@\\t%l\\n'
      find /etc /opt /usr /var/lib -xdev \\( PRUNED \\) -prune -o -type f -print0 |
        xargs -0 sha256sum | sed 's/^\\([0-9a-f]*\\)  \\(.*\\)$/\\2\\t\\1/'
      """;
  private static final Pattern RUN_ID =
      Pattern.compile("\\d{8}-\\d{6}-(apply|install|upgrade)(-[0-9a-f]{4})?");

  /// `type` is a letter as `find -printf %y` gives it, `changed` the time of the last change,
  /// `content` the SHA-256 of a file or the target of a link.
  record Entry(
      String type, String mode, String owner, String size, String changed, String content) {
    static Entry of(String[] words) {
      return new Entry(words[1], words[2], words[3], words[4], words[5], words[6]);
    }

    Entry withContent(String sha256) {
      return new Entry(type, mode, owner, size, changed, sha256);
    }

    /// Without what no two upgrades have alike: times, and the sizes of folders.
    Entry timeless() {
      return new Entry(type, mode, owner, type.equals("d") ? "" : size, "", content);
    }

    /// There, of that kind and so protected.
    Entry shape() {
      return new Entry(type, mode, owner, "", "", "");
    }
  }

  static HostSnapshot of(PracticeLab lab, String host) {
    var pruned =
        paths("product-data.txt").stream()
            .map(path -> "-path '" + path + "'")
            .collect(Collectors.joining(" -o "));
    var listing = lab.exec(host, "sh", "-c", SCRIPT.replace("PRUNED", pruned)).out();
    var entries = new TreeMap<String, Entry>();
    for (var line : listing.lines().toList()) {
      var words = line.split("\t", -1);
      entries.compute(
          words[0],
          (path, found) ->
              words.length == 7
                  ? Entry.of(words)
                  : java.util.Objects.requireNonNull(found, path).withContent(words[1]));
    }
    return new HostSnapshot(entries);
  }

  /// What stands on the host, in a form in which two upgrades can be compared: run ids stand for
  /// each other, and of the places in `run-records.txt` only that they are there.
  HostSnapshot asStanding() {
    var records = paths("run-records.txt");
    var standing = new TreeMap<String, Entry>();
    entries.forEach(
        (path, entry) -> {
          var name = RUN_ID.matcher(path).replaceAll("RUN-$1");
          var isRecord = records.stream().anyMatch(path::startsWith);
          standing.put(name, isRecord ? entry.shape() : entry.timeless());
        });
    return new HostSnapshot(standing);
  }

  /// The paths of a list: one at the start of each line, then why it stands there.
  static List<String> paths(String list) {
    try (var stream = HostSnapshot.class.getResourceAsStream(list)) {
      if (stream == null) {
        throw new IllegalStateException(list + " is not on the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("/"))
          .map(line -> line.split(" ", 2)[0])
          .toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// What is not the same in another snapshot, as lines for people.
  List<String> changesTo(HostSnapshot other) {
    var changes = new ArrayList<String>();
    var paths = new TreeSet<>(entries.keySet());
    paths.addAll(other.entries.keySet());
    for (var path : paths) {
      var before = String.valueOf(entries.get(path));
      var after = String.valueOf(other.entries.get(path));
      if (!before.equals(after)) {
        changes.add(path + ": " + before + " -> " + after);
      }
    }
    return changes;
  }
}
