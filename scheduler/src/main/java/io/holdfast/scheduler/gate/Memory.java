package io.holdfast.scheduler.gate;

import java.util.Optional;
import java.util.TreeMap;

/// What one gate noted at earlier looks of the same specification, such as when a process was
/// started.
///
/// Whoever polls keeps one memory per gate specification for as long as it polls, and drops it
/// after; a gate with an empty memory judges by what it sees now. Not safe for several threads.
public final class Memory {
  private final TreeMap<String, String> notes = new TreeMap<>();

  public Optional<String> recall(String key) {
    return Optional.ofNullable(notes.get(key));
  }

  public void note(String key, String value) {
    notes.put(key, value);
  }
}
