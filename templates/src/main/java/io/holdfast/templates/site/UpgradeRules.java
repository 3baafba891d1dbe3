package io.holdfast.templates.site;

import io.holdfast.templates.yaml.Default;

/// How patient and how broad a change is. Seconds everywhere; `patienceSeconds` is for how long a
/// changed host is given to come back before it is put back. `workers` says what happens to the
/// tasks of a worker under Nomad, `waitSeconds` how long `wait` waits; under swarm a worker's tasks
/// always restart with it.
public record UpgradeRules(
    @Default("15") int soakSeconds,
    @Default("60") int drainSeconds,
    @Default("10") int stabilisationSeconds,
    @Default("120") int patienceSeconds,
    @Default("1") int workerBatch,
    @Default("in-place") WorkerMode workers,
    @Default("3600") int waitSeconds) {
  public UpgradeRules {
    if (soakSeconds < 0
        || drainSeconds < 0
        || stabilisationSeconds < 0
        || patienceSeconds < 0
        || waitSeconds < 0) {
      throw new IllegalArgumentException("seconds cannot be negative");
    }
    if (workerBatch < 1) {
      throw new IllegalArgumentException("workerBatch must be at least 1");
    }
  }
}
