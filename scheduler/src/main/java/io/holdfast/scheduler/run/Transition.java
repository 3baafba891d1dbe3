package io.holdfast.scheduler.run;

import java.util.List;

/// A step of the machine: the state after an event, and what is to be done because of it.
public record Transition(RunState state, List<Effect> effects) {
  public Transition {
    effects = List.copyOf(effects);
  }
}
