package io.holdfast.scheduler.run;

/// How far a part of the plan is: through, waiting for an answer, or unable to go on in this run.
enum Progressed {
  DONE,
  BUSY,
  HALTED
}
