package io.holdfast.lab.demo;

import java.util.List;

/// Words of the example appliance, and what stands in their place in a bundle of the demo.
record WordChange(String from, String to) {

  static String all(List<WordChange> changes, String text) {
    var changed = text;
    for (var change : changes) {
      changed = change.in(changed);
    }
    return changed;
  }

  private String in(String text) {
    if (!text.contains(from)) {
      throw new IllegalStateException("the example appliance no longer says " + from);
    }
    return text.replace(from, to);
  }
}
