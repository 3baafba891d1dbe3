package io.holdfast.installer.wizard.terminal;

/// One key as it was pressed; `codePoint` is that of a `CHARACTER`, else 0.
record Key(Kind kind, int codePoint) {
  /// What it means to a form. `NOTHING` is no key at all for a while.
  enum Kind {
    CHARACTER,
    ENTER,
    TAB,
    BACK_TAB,
    UP,
    DOWN,
    LEFT,
    RIGHT,
    HOME,
    END,
    PAGE_UP,
    PAGE_DOWN,
    BACKSPACE,
    DELETE,
    CLEAR,
    GO_ON,
    GO_BACK,
    LEAVE,
    NOTHING
  }

  static Key of(Kind kind) {
    return new Key(kind, 0);
  }

  static Key of(int codePoint) {
    return new Key(Kind.CHARACTER, codePoint);
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }
}
