package io.holdfast.installer.wizard.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A terminal without a person: keys come from a list, pages are kept by their headline. Keys are
/// given to forms only, for work is not waited for with keys.
final class ScriptedGlass implements Glass {
  private static final String FORM = " Holdfast install";

  private final Deque<Key> keys = new ArrayDeque<>();
  private final Map<String, List<String>> pages = new LinkedHashMap<>();
  private List<String> page = List.of();

  /// `<enter>`, `<tab>`, `<next>`, `<back>`, `<leave>`, `<right>`, `<down>`, `<clear>`, and text.
  ScriptedGlass types(String... scripts) {
    for (var script : scripts) {
      for (var part : script.split("(?=<)|(?<=>)")) {
        add(part);
      }
    }
    return this;
  }

  private void add(String part) {
    switch (part) {
      case "<enter>" -> keys.add(Key.of(Key.Kind.ENTER));
      case "<tab>" -> keys.add(Key.of(Key.Kind.TAB));
      case "<next>" -> keys.add(Key.of(Key.Kind.GO_ON));
      case "<back>" -> keys.add(Key.of(Key.Kind.GO_BACK));
      case "<leave>" -> keys.add(Key.of(Key.Kind.LEAVE));
      case "<right>" -> keys.add(Key.of(Key.Kind.RIGHT));
      case "<down>" -> keys.add(Key.of(Key.Kind.DOWN));
      case "<page-down>" -> keys.add(Key.of(Key.Kind.PAGE_DOWN));
      case "<clear>" -> keys.add(Key.of(Key.Kind.CLEAR));
      default -> part.codePoints().forEach(point -> keys.add(Key.of(point)));
    }
  }

  /// The last page of each headline, in the order of their first showing.
  Map<String, List<String>> pages() {
    return pages;
  }

  List<String> page() {
    return page;
  }

  @Override
  public int columns() {
    return 80;
  }

  @Override
  public int rows() {
    return 24;
  }

  @Override
  public void draw(List<String> lines, int cursorRow, int cursorColumn) {
    page = List.copyOf(lines);
    pages.put(lines.getFirst().strip(), page);
  }

  @Override
  public Key read(long milliseconds) {
    if (!page.getFirst().startsWith(FORM)) {
      return Key.of(Key.Kind.NOTHING);
    }
    if (keys.isEmpty()) {
      throw new AssertionError("no key is left on this page:\n" + String.join("\n", page));
    }
    return keys.remove();
  }

  @Override
  public void close() {}
}
