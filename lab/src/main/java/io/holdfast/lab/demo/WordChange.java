package io.holdfast.lab.demo;

import java.util.List;
import java.util.stream.Stream;

/// Words of the example appliance, and what stands in their place in a bundle of the demo.
record WordChange(String from, String to) {

  static String all(List<WordChange> changes, String text) {
    var changed = text;
    for (var change : changes) {
      changed = change.in(changed);
    }
    return changed;
  }

  static List<WordChange> with(List<WordChange> changes, WordChange... more) {
    return Stream.concat(changes.stream(), Stream.of(more)).toList();
  }

  private String in(String text) {
    if (!text.contains(from)) {
      throw new IllegalStateException("the example appliance no longer says " + from);
    }
    return text.replace(from, to);
  }
}
