package io.holdfast.templates.render;

/// How a running process takes over new configuration.
public enum TakesOver {
  /// It must be stopped and started.
  RESTART,
  /// It starts new workers beside the old ones; no connection is dropped.
  RELOAD
}
