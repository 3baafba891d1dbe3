package io.holdfast.installer.wizard.terminal;

import io.holdfast.installer.wizard.Board;
import io.holdfast.installer.wizard.Reply;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.installer.wizard.View;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// The wizard as a whole screen.
public final class FullScreen implements Skin {
  private static final long BLINK_MS = 200;

  private final Glass glass;
  private final Runnable atOnce;

  /// `atOnce` ends the program when somebody insists while work goes on.
  FullScreen(Glass glass, Runnable atOnce) {
    this.glass = glass;
    this.atOnce = atOnce;
  }

  /// On the terminal that this program was started in.
  public static FullScreen open(Runnable atOnce) {
    return new FullScreen(JlineGlass.open(), atOnce);
  }

  @Override
  public Reply ask(View view) {
    var form = new Form(view);
    while (true) {
      var drawn = FormPage.draw(form, glass.columns(), glass.rows());
      glass.draw(drawn.lines(), drawn.cursorRow(), drawn.cursorColumn());
      var key = glass.read(BLINK_MS);
      while (key.is(Key.Kind.NOTHING)) {
        key = glass.read(BLINK_MS);
      }
      var move = form.take(key, FormPage.sight(glass.rows()));
      if (move.isPresent()) {
        return form.reply(move.get());
      }
    }
  }

  @Override
  public <T> T watch(Board board, Callable<T> work) throws Exception {
    var task = new FutureTask<>(work);
    var worker = Thread.ofVirtual().name("wizard-work").start(task);
    var isAsked = false;
    while (!task.isDone()) {
      var sight = board.sight();
      glass.draw(BoardPage.draw(sight, glass.columns(), glass.rows()), -1, 0);
      var key = glass.read(BLINK_MS);
      if (key.is(Key.Kind.LEAVE)) {
        if (isAsked) {
          atOnce.run();
        }
        isAsked = true;
        if (sight.actions().isEmpty()) {
          worker.interrupt();
        } else {
          sight.actions().getFirst().run().run();
        }
      }
      sight.actions().stream()
          .filter(action -> action.key() == key.codePoint())
          .forEach(action -> action.run().run());
    }
    return result(task, isAsked);
  }

  private static <T> T result(Future<T> task, boolean isAsked) throws Exception {
    try {
      return task.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof InterruptedException && isAsked) {
        throw Problem.of(ProblemId.RUN_STOPPED, "It was cancelled; Enter tries again")
            .asException();
      }
      if (failed.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failed;
    }
  }

  @Override
  public void close() {
    glass.close();
  }
}
