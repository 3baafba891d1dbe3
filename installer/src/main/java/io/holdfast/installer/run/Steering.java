package io.holdfast.installer.run;

/// What may come from outside at any moment of a run.
interface Steering {
  /// Asks the run to stop between two hosts.
  void askStop();

  /// The lock was held and no longer is.
  void lockLost(String why);
}
