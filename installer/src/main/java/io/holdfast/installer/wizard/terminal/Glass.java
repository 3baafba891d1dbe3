package io.holdfast.installer.wizard.terminal;

import java.util.List;

/// A terminal that shows a whole screen at once and gives keys one by one.
interface Glass extends AutoCloseable {
  int columns();

  int rows();

  /// Shows these lines from the top, and the cursor at a place counted from 0; a row below 0 hides
  /// it.
  void draw(List<String> lines, int cursorRow, int cursorColumn);

  /// The next key, or [Key.Kind#NOTHING] when none comes in time.
  Key read(long milliseconds);

  @Override
  void close();
}
