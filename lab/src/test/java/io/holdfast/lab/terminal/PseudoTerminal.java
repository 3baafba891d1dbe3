package io.holdfast.lab.terminal;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A program in a pseudo-terminal of 80 by 24, made by `script` (util-linux), and what its screen
/// shows.
///
/// Of the terminal's language just what the wizard uses is understood: placing the cursor, erasing
/// to the end of a line, and clearing.
public final class PseudoTerminal implements AutoCloseable {
  private static final int ROWS = 24;
  private static final int COLUMNS = 80;
  private static final long PATIENCE_MS = 60_000;

  private final Process process;
  private final char[][] cells = new char[ROWS][COLUMNS];
  private final StringBuilder tail = new StringBuilder();
  private int row;
  private int column;

  private PseudoTerminal(Process process) {
    this.process = process;
    clear();
    Thread.ofPlatform().daemon().name("screen").start(this::read);
  }

  public static PseudoTerminal start(List<String> command, Path folder) throws IOException {
    var words = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    var line = "stty rows " + ROWS + " cols " + COLUMNS + "; exec " + words;
    var builder = new ProcessBuilder("script", "-qefc", line, "/dev/null");
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("TERM", "xterm");
    return new PseudoTerminal(builder.start());
  }

  private void read() {
    try (var output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      for (var read = output.read(); read >= 0; read = output.read()) {
        take((char) read, output);
      }
    } catch (IOException gone) {
      note(gone.toString());
    }
  }

  private void take(char read, Reader output) throws IOException {
    switch (read) {
      case '\u001b' -> escape(output);
      case '\r' -> place(row, 0);
      case '\n' -> place(row + 1, column);
      case '\b' -> place(row, column - 1);
      default -> put(read);
    }
  }

  private void escape(Reader output) throws IOException {
    var next = output.read();
    if (next == '(' || next == ')') {
      output.read();
    } else if (next == '[') {
      var parameters = new StringBuilder();
      var letter = output.read();
      while (letter >= 0 && (letter < '@' || letter > '~')) {
        parameters.append((char) letter);
        letter = output.read();
      }
      control((char) letter, parameters.toString());
    }
  }

  private synchronized void control(char letter, String parameters) {
    switch (letter) {
      case 'H' -> {
        var numbers = parameters.isEmpty() ? new String[] {"1", "1"} : parameters.split(";");
        place(Integer.parseInt(numbers[0]) - 1, Integer.parseInt(numbers[1]) - 1);
      }
      case 'K' -> Arrays.fill(cells[row], Math.min(column, COLUMNS), COLUMNS, ' ');
      case 'J' -> clear();
      default -> {}
    }
  }

  private synchronized void clear() {
    for (var line : cells) {
      Arrays.fill(line, ' ');
    }
  }

  private synchronized void place(int toRow, int toColumn) {
    row = Math.clamp(toRow, 0, ROWS - 1);
    column = Math.clamp(toColumn, 0, COLUMNS);
  }

  private synchronized void put(char read) {
    note(Character.toString(read));
    if (read >= ' ' && column < COLUMNS) {
      cells[row][column] = read;
      column++;
    }
  }

  private synchronized void note(String text) {
    tail.append(text);
    if (tail.length() > 4_000) {
      tail.delete(0, 2_000);
    }
  }

  /// What stands on the screen now, without spaces at the ends of lines.
  public synchronized String screen() {
    return Arrays.stream(cells)
        .map(line -> new String(line).stripTrailing())
        .collect(Collectors.joining("\n"));
  }

  /// Waits until a text stands on the screen.
  public void await(String text) throws InterruptedException {
    await(text, PATIENCE_MS);
  }

  public void await(String text, long patienceMs) throws InterruptedException {
    var until = System.nanoTime() + patienceMs * 1_000_000;
    while (!screen().contains(text)) {
      if (System.nanoTime() > until || !process.isAlive()) {
        throw new AssertionError(
            "\"" + text + "\" is not on the screen:\n" + screen() + "\nlast: " + tail);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /// Types; `\r` is Enter, `\u0003` Ctrl-C, `\u000e` Ctrl-N, `\u0015` Ctrl-U.
  public void type(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /// The exit code of the program, once it has ended.
  public int end() throws InterruptedException {
    if (!process.waitFor(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the program goes on:\n" + screen());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
