package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.World;

/// Notes that a host is in maintenance (`wanted`), or that it is no longer.
record NoteMaintenance(boolean wanted) implements Operation {
  @Override
  public Outcome look(World world) {
    var host = Parameters.of(world).text("host");
    return says(host, new Maintenance(world).has(host) != wanted);
  }

  @Override
  public Outcome perform(World world) {
    var host = Parameters.of(world).text("host");
    var notes = new Maintenance(world);
    if (notes.has(host) == wanted) {
      return says(host, false);
    }
    if (wanted) {
      notes.add(host);
    } else {
      notes.remove(host);
    }
    return says(host, true);
  }

  private Outcome says(String host, boolean changed) {
    return new Outcome(changed, host + (wanted ? " is in maintenance" : " is in no maintenance"));
  }
}
