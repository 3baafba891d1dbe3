package io.holdfast.installer.wizard;

import io.holdfast.installer.run.RunListener;
import io.holdfast.scheduler.run.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How a run goes, on a board: how much is done and how long it may still take, what each host is
/// at, what was last said about voters, and the keys that stop it between two hosts.
public final class RunBoard implements RunListener {
  private static final int BAR = 30;
  private static final double SOONEST = 0.7;
  private static final double LATEST = 1.6;

  private final Board board;
  private final LongSupplier nanos;
  private final long began;
  private final List<String> said = new ArrayList<>();
  private @Nullable Runnable stop;
  private boolean isStopping;
  private String quorum = "";
  private int done;
  private int total;

  /// `nanos` is a clock that only goes forward.
  public RunBoard(String title, List<String> hosts, LongSupplier nanos) {
    this.nanos = nanos;
    this.began = nanos.getAsLong();
    this.board =
        new Board(
            title, hosts, List.of(new Board.Action('p', "pause after this host", this::stop)));
  }

  public Board board() {
    return board;
  }

  /// What was said at the end, in its order.
  public synchronized List<String> said() {
    return List.copyOf(said);
  }

  @Override
  public synchronized void progress(Effect.Progress progress) {
    if (progress.total() > 0) {
      done = progress.done();
      total = progress.total();
    }
    var text = progress.text().strip().lines().findFirst().orElse("");
    if (text.contains("voters")) {
      quorum = text;
    }
    if (progress.host().isEmpty()) {
      board.log(text);
    } else {
      board.row(progress.host(), text);
    }
    showHead();
  }

  @Override
  public synchronized void say(String text) {
    text.lines().forEach(this::note);
  }

  private void note(String line) {
    said.add(line);
    board.log(line);
  }

  /// A stop that was asked for before there was anybody to ask is passed on.
  @Override
  public synchronized void steering(Runnable asked) {
    stop = asked;
    if (isStopping) {
      asked.run();
    }
  }

  private synchronized void stop() {
    if (!isStopping) {
      isStopping = true;
      board.log("Stopping as soon as it is safe: between two hosts, never in the middle of one.");
      if (stop != null) {
        stop.run();
      }
      showHead();
    }
  }

  private void showHead() {
    var share = total == 0 ? 0 : (double) done / total;
    var filled = (int) Math.round(share * BAR);
    var bar = "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
    board.head(
        bar + " " + done + " of " + total + " steps  " + times(share),
        "quorum: " + (quorum.isEmpty() ? "not touched yet" : quorum),
        isStopping ? "pausing: no further host is begun" : "");
  }

  private String times(double share) {
    var goneMs = (nanos.getAsLong() - began) / 1_000_000;
    var gone = clock(goneMs) + " gone";
    if (share < 0.1) {
      return gone;
    }
    var left = goneMs / share * (1 - share);
    return gone
        + ", "
        + clock((long) (left * SOONEST))
        + " to "
        + clock((long) (left * LATEST))
        + " left";
  }

  private static String clock(long ms) {
    return String.format(Locale.ROOT, "%d:%02d", ms / 60_000, ms / 1_000 % 60);
  }
}
