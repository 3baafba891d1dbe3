package io.holdfast.templates.yaml;

import java.util.List;
import java.util.Optional;

/// A YAML document as a tree that knows where each part stands, before anything is made of it.
public sealed interface YamlNode {
  Position where();

  /// A scalar as written; only a plain one (without quotes) may mean a number, a boolean or
  /// nothing.
  record Scalar(String text, boolean plain, Position where) implements YamlNode {
    /// Whether this says that there is no value.
    public boolean isNothing() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }
  }

  /// Items in order.
  record Sequence(List<YamlNode> items, Position where) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// Entries in the order of the file; no key stands twice.
  record Mapping(List<Entry> entries, Position where) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }

    public Optional<YamlNode> get(String key) {
      return entries.stream().filter(e -> e.key().equals(key)).map(Entry::value).findFirst();
    }

    public List<String> keys() {
      return entries.stream().map(Entry::key).toList();
    }
  }

  /// A key with the place where it stands.
  record Entry(String key, Position where, YamlNode value) {}
}
