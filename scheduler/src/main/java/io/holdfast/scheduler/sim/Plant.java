package io.holdfast.scheduler.sim;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A known bug put in on purpose, to show that the simulator finds it. It is put around the real
/// machines (a gate that always says yes, a disk that writes later), never into them.
public enum Plant {
  /// The gate before a server is stopped always says yes.
  SKIP_QUORUM_GATE,
  /// Whoever is asked for the leader names the wrong server.
  LEADER_FIRST,
  /// Records are written some time after what they announce.
  JOURNAL_AFTER_ACT,
  /// Hosts do not compare fencing numbers.
  LOCK_NOT_FENCED,
  /// The undo of a failed host does nothing.
  SKIP_UNDO,
  /// After the canary two servers of a quorum are changed at once.
  STOP_TWO_SERVERS,
  /// The gate before a server is disturbed once more always says yes.
  SKIP_AGAIN_GATE;

  /// As it is given on the command line, such as `skip-quorum-gate`.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Plant> find(String text) {
    return Arrays.stream(values()).filter(plant -> plant.text().equals(text)).findFirst();
  }

  public static List<String> texts() {
    return Arrays.stream(values()).map(Plant::text).toList();
  }
}
