package io.holdfast.installer.wizard.terminal;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/// The terminal of this program by way of JLine, which knows sizes, raw mode and what keys send.
///
/// A paste arrives between marks (bracketed paste), so that tabs and line feeds in it are text.
final class JlineGlass implements Glass {
  private static final String PASTE_ON = "\u001b[?2004h";
  private static final String PASTE_OFF = "\u001b[?2004l";
  private static final int ESCAPE_WAIT_MS = 50;
  private static final int LEAST_COLUMNS = 80;
  private static final int LEAST_ROWS = 24;

  private final Terminal terminal;
  private final Attributes before;
  private final BindingReader reader;
  private final KeyMap<Stroke> keys = new KeyMap<>();
  private boolean isPasting;
  private List<String> shown = List.of();
  private int shownColumns;
  private int shownRows;

  /// What a sequence of bytes stands for.
  private sealed interface Stroke {
    record Known(Key key) implements Stroke {}

    record Typed() implements Stroke {}

    record Paste(boolean begins) implements Stroke {}
  }

  private JlineGlass(Terminal terminal) {
    this.terminal = terminal;
    this.before = terminal.enterRawMode();
    var attributes = terminal.getAttributes();
    attributes.setLocalFlag(Attributes.LocalFlag.ISIG, false);
    terminal.setAttributes(attributes);
    this.reader = new BindingReader(terminal.reader());
    bind();
    terminal.puts(Capability.enter_ca_mode);
    terminal.writer().write(PASTE_ON);
    terminal.flush();
  }

  static JlineGlass open() {
    try {
      return new JlineGlass(TerminalBuilder.builder().system(true).dumb(false).build());
    } catch (IOException | IllegalStateException none) {
      throw HoldfastException.of(
          Problem.of(ProblemId.USAGE_WRONG, "This terminal cannot show a whole screen")
              .withEvidence(String.valueOf(none.getMessage()))
              .withFix("holdfast install --plain"),
          none);
    }
  }

  private void bind() {
    keys.setNomatch(new Stroke.Typed());
    keys.setUnicode(new Stroke.Typed());
    keys.setAmbiguousTimeout(ESCAPE_WAIT_MS);
    bind(Key.Kind.UP, KeyMap.key(terminal, Capability.key_up), "\u001b[A", "\u001bOA");
    bind(Key.Kind.DOWN, KeyMap.key(terminal, Capability.key_down), "\u001b[B", "\u001bOB");
    bind(Key.Kind.RIGHT, KeyMap.key(terminal, Capability.key_right), "\u001b[C", "\u001bOC");
    bind(Key.Kind.LEFT, KeyMap.key(terminal, Capability.key_left), "\u001b[D", "\u001bOD");
    bind(Key.Kind.HOME, KeyMap.key(terminal, Capability.key_home), "\u001b[H", "\u001b[1~");
    bind(Key.Kind.END, KeyMap.key(terminal, Capability.key_end), "\u001b[F", "\u001b[4~");
    bind(Key.Kind.PAGE_UP, KeyMap.key(terminal, Capability.key_ppage), "\u001b[5~");
    bind(Key.Kind.PAGE_DOWN, KeyMap.key(terminal, Capability.key_npage), "\u001b[6~");
    bind(Key.Kind.DELETE, KeyMap.key(terminal, Capability.key_dc), "\u001b[3~");
    bind(Key.Kind.BACK_TAB, KeyMap.key(terminal, Capability.key_btab), "\u001b[Z");
    bind(Key.Kind.BACKSPACE, KeyMap.del(), KeyMap.ctrl('H'));
    bind(Key.Kind.CLEAR, KeyMap.ctrl('U'));
    bind(Key.Kind.TAB, "\t");
    bind(Key.Kind.ENTER, "\r", "\n");
    bind(Key.Kind.GO_ON, KeyMap.ctrl('N'), KeyMap.key(terminal, Capability.key_f10));
    bind(Key.Kind.GO_BACK, KeyMap.esc(), KeyMap.ctrl('B'));
    bind(Key.Kind.LEAVE, KeyMap.ctrl('C'), KeyMap.ctrl('D'));
    keys.bind(new Stroke.Paste(true), "\u001b[200~");
    keys.bind(new Stroke.Paste(false), "\u001b[201~");
  }

  /// A key that the terminal does not know has no sequence.
  private void bind(Key.Kind kind, @Nullable String... sequences) {
    for (var sequence : sequences) {
      if (sequence != null && !sequence.isEmpty()) {
        keys.bind(new Stroke.Known(Key.of(kind)), sequence);
      }
    }
  }

  @Override
  public int columns() {
    return terminal.getColumns() > 0 ? terminal.getColumns() : LEAST_COLUMNS;
  }

  @Override
  public int rows() {
    return terminal.getRows() > 0 ? terminal.getRows() : LEAST_ROWS;
  }

  /// Only lines that differ from what is shown are written.
  @Override
  public void draw(List<String> lines, int cursorRow, int cursorColumn) {
    if (columns() != shownColumns || rows() != shownRows) {
      shownColumns = columns();
      shownRows = rows();
      shown = List.of();
      terminal.puts(Capability.clear_screen);
    }
    var wanted = filled(lines);
    for (var row = 0; row < shownRows; row++) {
      if (row >= shown.size() || !shown.get(row).equals(wanted.get(row))) {
        terminal.puts(Capability.cursor_address, row, 0);
        terminal.writer().write(wanted.get(row));
        terminal.puts(Capability.clr_eol);
      }
    }
    shown = wanted;
    if (cursorRow >= 0) {
      terminal.puts(Capability.cursor_address, cursorRow, cursorColumn);
      terminal.puts(Capability.cursor_visible);
    }
    terminal.flush();
  }

  private List<String> filled(List<String> lines) {
    return IntStream.range(0, shownRows)
        .mapToObj(row -> row < lines.size() ? Wrap.cut(lines.get(row), shownColumns) : "")
        .toList();
  }

  @Override
  public Key read(long milliseconds) {
    if (reader.peekCharacter(milliseconds) == NonBlockingReader.READ_EXPIRED) {
      return Key.of(Key.Kind.NOTHING);
    }
    var stroke = reader.readBinding(keys);
    return switch (stroke) {
      case null -> Key.of(Key.Kind.LEAVE);
      case Stroke.Known known -> isPasting ? pasted(known.key()) : known.key();
      case Stroke.Typed _ -> Key.of(reader.getLastBinding().codePointAt(0));
      case Stroke.Paste paste -> {
        isPasting = paste.begins();
        yield Key.of(Key.Kind.NOTHING);
      }
    };
  }

  private static Key pasted(Key key) {
    return switch (key.kind()) {
      case ENTER -> Key.of('\n');
      case TAB -> Key.of('\t');
      default -> key;
    };
  }

  @Override
  public void close() {
    try (terminal) {
      terminal.puts(Capability.cursor_visible);
      terminal.writer().write(PASTE_OFF);
      terminal.puts(Capability.exit_ca_mode);
      terminal.flush();
      terminal.setAttributes(before);
    } catch (IOException gone) {
      throw new java.io.UncheckedIOException(gone);
    }
  }
}
