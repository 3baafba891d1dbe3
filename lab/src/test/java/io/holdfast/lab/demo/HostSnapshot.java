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
import java.util.stream.Collectors;

/// Everything that lies in a host's `/etc`, `/opt`, `/usr` and `/var/lib`, by path: type, mode,
/// size, time of the last change, target of a link, digest of a file. Left out are only the places
/// named in `product-data.txt`.
record HostSnapshot(SortedMap<String, String> entries) {
  private static final String SCRIPT =
      """
      find /etc /opt /usr /var/lib -xdev \\( PRUNED \\) -prune -o -printf '%p\\t%y %m %s %T@ %l\\n'
      find /etc /opt /usr /var/lib -xdev \\( PRUNED \\) -prune -o -type f -print0 |
        xargs -0 sha256sum | sed 's/^\\([0-9a-f]*\\)  \\(.*\\)$/\\2\\t\\1/'
      """;

  static HostSnapshot of(PracticeLab lab, String host) {
    var pruned =
        productData().stream().map(path -> "-path " + path).collect(Collectors.joining(" -o "));
    var listing = lab.exec(host, "sh", "-c", SCRIPT.replace("PRUNED", pruned)).out();
    var entries = new TreeMap<String, String>();
    for (var line : listing.lines().toList()) {
      var words = line.split("\t", 2);
      entries.merge(words[0], words.length > 1 ? words[1] : "", (first, more) -> first + more);
    }
    return new HostSnapshot(entries);
  }

  /// The places of running products' own data.
  static List<String> productData() {
    try (var stream = HostSnapshot.class.getResourceAsStream("product-data.txt")) {
      if (stream == null) {
        throw new IllegalStateException("product-data.txt is not on the class path");
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

  /// What is not the same in a later snapshot, as lines for people.
  List<String> changesTo(HostSnapshot later) {
    var changes = new ArrayList<String>();
    var paths = new TreeSet<>(entries.keySet());
    paths.addAll(later.entries.keySet());
    for (var path : paths) {
      var before = entries.getOrDefault(path, "not there");
      var after = later.entries.getOrDefault(path, "not there");
      if (!before.equals(after)) {
        changes.add(path + ": " + before + " -> " + after);
      }
    }
    return changes;
  }
}
