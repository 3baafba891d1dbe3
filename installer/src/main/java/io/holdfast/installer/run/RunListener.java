package io.holdfast.installer.run;

import io.holdfast.scheduler.run.Effect;

/// Where a run tells how it goes, and where it hears that it shall stop.
public interface RunListener {
  void progress(Effect.Progress progress);

  /// How it ended, and what to do next; several lines in one are possible.
  void say(String text);

  /// Called once with what makes the run stop between two hosts.
  void steering(Runnable stop);
}
