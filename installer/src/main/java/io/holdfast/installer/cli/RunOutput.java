package io.holdfast.installer.cli;

import io.holdfast.installer.run.Interrupts;
import io.holdfast.installer.run.ProgressText;
import io.holdfast.installer.run.RunListener;
import io.holdfast.scheduler.run.Effect;

/// A run on the command line: progress as lines or as JSON, Ctrl-C as the way to stop it.
final class RunOutput implements RunListener {
  private final Output output;
  private volatile boolean isStopAsked;

  RunOutput(Output output) {
    this.output = output;
  }

  @Override
  public void progress(Effect.Progress progress) {
    output.event(progress);
    if (!output.isJson()) {
      output.say(ProgressText.line(progress, System.currentTimeMillis()));
    }
  }

  @Override
  public void say(String text) {
    output.say(text);
  }

  @Override
  public void steering(Runnable stop) {
    Interrupts.watch(
        () -> {
          isStopAsked = true;
          output.say("Stopping as soon as it is safe. Press Ctrl-C again to leave at once.");
          stop.run();
        },
        () -> {
          output.say("Left at once; what was begun on a host goes on there. Next:");
          output.say("  holdfast status   # where the run stands, and the command that goes on");
          Runtime.getRuntime().halt(Interrupts.CANCELLED);
        });
    if (isStopAsked) {
      stop.run();
    }
  }

  /// Whether somebody has asked any run that was told here to stop.
  boolean isStopAsked() {
    return isStopAsked;
  }

  /// Tells scripts how a run ended, and gives its exit code.
  int end(Running.Result result) {
    output.result(result);
    return result.exitCode();
  }
}
