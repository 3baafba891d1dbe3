package io.holdfast.templates.site;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.yaml.NodeReader;
import io.holdfast.templates.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The entries of hosts in the text of a site file, to be taken out or added without touching a
/// byte of anything else: comments, order and layout stay.
///
/// A text that is changed is read again, and is given only where it says exactly what the old one
/// said, but for these hosts. Where that cannot be had (all hosts in one line, for example), people
/// change the file.
public final class HostEntries {
  private final String file;
  private final String text;
  private final Site site;
  private final List<String> lines;

  private HostEntries(String file, String text, Site site) {
    this.file = file;
    this.text = text;
    this.site = site;
    this.lines = List.of(text.split("(?<=\n)", -1));
  }

  /// `text` must be a site file that can be read; `file` is its name in messages.
  public static HostEntries of(String file, String text) {
    return new HostEntries(file, text, SiteReader.read(file, text));
  }

  /// From which line to which, counted from 1, both included.
  public record Span(String host, int first, int last) {}

  /// Where the entries of these hosts stand; comments before and after them are nobody's.
  public List<Span> spans(Set<String> hosts) {
    var spans = new ArrayList<Span>();
    var items = items();
    for (var index = 0; index < items.size(); index++) {
      var name = name(items.get(index));
      if (hosts.contains(name)) {
        var first = items.get(index).where().line();
        var next = index + 1 < items.size() ? items.get(index + 1).where().line() : end();
        spans.add(new Span(name, first, lastOf(first, next)));
      }
    }
    return List.copyOf(spans);
  }

  /// The text without these hosts; empty where it has to be changed by hand.
  public Optional<String> without(Set<String> hosts) {
    var spans = spans(hosts);
    if (spans.stream().anyMatch(span -> !line(span.first()).stripLeading().startsWith("-"))) {
      return Optional.empty();
    }
    var kept = new StringBuilder();
    for (var number = 1; number <= lines.size(); number++) {
      var here = number;
      if (spans.stream().noneMatch(span -> span.first() <= here && here <= span.last())) {
        kept.append(line(number));
      }
    }
    var rest = site.hosts().stream().filter(host -> !hosts.contains(host.name())).toList();
    return says(kept.toString(), site.withHosts(rest));
  }

  /// The text with these hosts behind the last one, in the form that the file uses for most things
  /// short: one line each. Empty where it has to be changed by hand. A site that these hosts would
  /// make no good one is refused as a site file is.
  public Optional<String> with(List<Host> hosts) {
    var items = items();
    var last = items.getLast();
    var span = spans(Set.of(name(last))).getLast();
    if (!line(span.first()).stripLeading().startsWith("-")) {
      return Optional.empty();
    }
    var indent = line(span.first()).substring(0, line(span.first()).indexOf('-'));
    var end = text.contains("\r\n") ? "\r\n" : "\n";
    var changed = new StringBuilder();
    for (var number = 1; number <= lines.size(); number++) {
      changed.append(line(number));
      if (number == span.last()) {
        changed.append(line(number).endsWith("\n") ? "" : end);
        hosts.forEach(host -> changed.append(indent).append(entry(host)).append(end));
      }
    }
    var all = Stream.concat(site.hosts().stream(), hosts.stream()).toList();
    return Optional.of(changed.toString())
        .filter(it -> SiteReader.read(file, it).equals(site.withHosts(all)));
  }

  /// One host as a line of a site file.
  public static String entry(Host host) {
    var roles = host.roles().stream().map(Role::word).collect(Collectors.joining(", "));
    var zone = host.zone().map(it -> ", zone: " + it).orElse("");
    return "- {name: "
        + host.name()
        + ", address: "
        + host.address()
        + ", roles: ["
        + roles
        + "]"
        + zone
        + "}";
  }

  private Optional<String> says(String changed, Site wanted) {
    try {
      return Optional.of(changed).filter(it -> SiteReader.read(file, it).equals(wanted));
    } catch (HoldfastException unreadable) {
      return Optional.empty();
    }
  }

  private List<YamlNode> items() {
    return NodeReader.read(file, text) instanceof YamlNode.Mapping root
            && root.get("hosts").orElse(null) instanceof YamlNode.Sequence hosts
        ? hosts.items()
        : List.of();
  }

  private static String name(YamlNode item) {
    return item instanceof YamlNode.Mapping host
            && host.get("name").orElse(null) instanceof YamlNode.Scalar name
        ? name.text()
        : "";
  }

  /// The line of what follows the hosts, or the one behind the last.
  private int end() {
    if (!(NodeReader.read(file, text) instanceof YamlNode.Mapping root)) {
      return lines.size() + 1;
    }
    var keys = root.entries();
    for (var index = 0; index + 1 < keys.size(); index++) {
      if (keys.get(index).key().equals("hosts")) {
        return keys.get(index + 1).where().line();
      }
    }
    return lines.size() + 1;
  }

  /// Without the empty lines and comments at its end.
  private int lastOf(int first, int next) {
    var last = next - 1;
    while (last > first && (line(last).isBlank() || line(last).stripLeading().startsWith("#"))) {
      last--;
    }
    return Math.max(first, last);
  }

  private String line(int number) {
    return lines.get(number - 1);
  }
}
