package io.holdfast.scheduler.sim;

/// Who reaches a host, and until when something keeps it from its work: its peers may not hear it,
/// the controller may not, another machine may answer at its address, or it lets nobody in.
final class SimReach {
  private final SimWorld world;
  private final String name;
  private long cutOffUntil;
  private long unreachableUntil;
  private long swappedUntil;
  private long shutUntil;
  private long keptUntil = -1;

  SimReach(SimWorld world, String name) {
    this.world = world;
    this.name = name;
  }

  /// Whether its peers do not hear it.
  boolean isCutOff() {
    return world.now() < cutOffUntil;
  }

  boolean isSwapped() {
    return world.now() < swappedUntil;
  }

  /// Whether it is there and lets nobody in.
  boolean isShut() {
    return world.now() < shutUntil;
  }

  /// Whether the controller finds the host itself at its address.
  boolean isOpen() {
    return world.now() >= unreachableUntil && !isSwapped() && !isShut();
  }

  /// Until when something that befell it kept it from its work; -1 where nothing did.
  long keptUntil() {
    return keptUntil;
  }

  /// Something keeps it, or a process on it, from its work for so long.
  void keep(long forMs) {
    keptUntil = Math.max(keptUntil, world.now() + forMs);
  }

  void shut(long forMs) {
    world.tell(() -> name + " lets nobody in for " + forMs / 1000 + " s");
    shutUntil = world.now() + forMs;
  }

  void cutOff(long forMs, boolean fromControllerToo) {
    world.tell(() -> name + " is cut off for " + forMs / 1000 + " s");
    world.settleQuorums();
    keep(forMs);
    cutOffUntil = world.now() + forMs;
    if (fromControllerToo) {
      unreachableUntil = cutOffUntil;
    }
    world.agenda.in(forMs, () -> world.tell(() -> name + " finds its peers again"));
  }

  /// For a while another machine answers at its address; the host itself goes on unseen.
  void swap(long forMs) {
    world.tell(() -> "another machine answers at the address of " + name);
    keep(forMs);
    swappedUntil = world.now() + forMs;
    cutOffUntil = swappedUntil;
    world.agenda.in(forMs, () -> world.tell(() -> name + " is at its address again"));
  }
}
