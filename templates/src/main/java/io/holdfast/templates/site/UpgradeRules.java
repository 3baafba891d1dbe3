package io.holdfast.templates.site;

import io.holdfast.templates.yaml.Default;
import java.util.regex.Pattern;

/// How patient and how broad a change is. Seconds everywhere; `patienceSeconds` is for how long a
/// changed host is given to come back before it is put back. `workerBatch` is how many workers
/// change at once after the first: a number, or a share of all workers such as `5%`, rounded down,
/// at least one, and never more than [#MOST_AT_ONCE]. `workers` says what happens to the tasks of a
/// worker under Nomad, `waitSeconds` how long `wait` waits; under swarm a worker's tasks always
/// restart with it. `keepSnapshots` is how many saved states of each product are kept, on each
/// machine that keeps them. `rehearsal` says whether the target version is tried on a copy of a
/// saved state before the first server gets it.
public record UpgradeRules(
    @Default("15") int soakSeconds,
    @Default("60") int drainSeconds,
    @Default("10") int stabilisationSeconds,
    @Default("120") int patienceSeconds,
    @Default("1") String workerBatch,
    @Default("in-place") WorkerMode workers,
    @Default("3600") int waitSeconds,
    @Default("5") int keepSnapshots,
    @Default("on") Rehearsing rehearsal) {
  /// Each of them takes a connection, and its share of the administrator's machine.
  public static final int MOST_AT_ONCE = 64;

  private static final Pattern BATCH = Pattern.compile("[1-9][0-9]{0,5}|([1-9][0-9]?|100)%");

  public UpgradeRules {
    if (soakSeconds < 0
        || drainSeconds < 0
        || stabilisationSeconds < 0
        || patienceSeconds < 0
        || waitSeconds < 0) {
      throw new IllegalArgumentException("seconds cannot be negative");
    }
    if (keepSnapshots < 1 || keepSnapshots > 1_000) {
      throw new IllegalArgumentException("keepSnapshots is a number from 1 to 1000");
    }
    if (!BATCH.matcher(workerBatch).matches()) {
      throw new IllegalArgumentException(
          "workerBatch is a number of workers from 1 on, or a share of them from 1% to 100%");
    }
  }

  /// How many of so many workers change at once.
  public int workersAtOnce(int workers) {
    return Math.clamp(wanted(workers), 1, MOST_AT_ONCE);
  }

  private long wanted(int workers) {
    if (!workerBatch.endsWith("%")) {
      return Long.parseLong(workerBatch);
    }
    var share = Long.parseLong(workerBatch.substring(0, workerBatch.length() - 1));
    return workers * share / 100;
  }
}
