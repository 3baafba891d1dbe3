package io.holdfast.installer.wizard;

import java.util.concurrent.Callable;

/// How the wizard is shown: in a whole terminal, as plain prompts, one day in a browser.
public interface Skin extends AutoCloseable {
  /// Shows a screen until somebody goes on, back, or away.
  Reply ask(View view);

  /// Shows a board while the work goes on, and gives what the work gave.
  <T> T watch(Board board, Callable<T> work) throws Exception;

  /// Ends the showing; what is said afterwards goes to a usual terminal.
  @Override
  void close();
}
