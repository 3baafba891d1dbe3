package io.holdfast.scheduler.gate;

import io.holdfast.scheduler.host.HostReading.UnitReading;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemKind;
import java.util.List;
import java.util.Optional;

/// The process of a unit, asked of the hosts themselves: the last word where no product says
/// anything any more.
public record HostProcess(Inquiry inquiry, String unit) {
  /// False only when the host itself says that the unit has no process. One that does not answer
  /// may have one.
  public boolean mayRun(String host) {
    try {
      var found = read(host);
      var state = found.map(UnitReading::toString).orElse("no such unit");
      inquiry.note(unit + " on " + host + " -> " + state);
      return found.filter(reading -> reading.mainPid() > 0).isPresent();
    } catch (HoldfastException silent) {
      if (silent.kind() != ProblemKind.UNREACHABLE) {
        throw silent;
      }
      inquiry.note(unit + " on " + host + " -> no answer: " + silent.first().what());
      return true;
    }
  }

  private Optional<UnitReading> read(String host) {
    var world = inquiry.world();
    var request =
        new ReadRequest(
            world.site().places().program(), List.of(), List.of(unit), List.of(), List.of());
    return Optional.ofNullable(world.hosts().read(host, request).units().get(unit));
  }
}
