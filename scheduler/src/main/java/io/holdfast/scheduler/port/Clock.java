package io.holdfast.scheduler.port;

/// Time as decisions see it. `uptimeMs` never goes backwards; `wallMs` is for people and may jump.
public interface Clock {
  long uptimeMs();

  long wallMs();

  /// Waits. In the simulator this is virtual time.
  void sleepMs(long milliseconds);
}
