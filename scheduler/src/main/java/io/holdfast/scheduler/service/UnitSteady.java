package io.holdfast.scheduler.service;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.host.HostReading.UnitReading;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemKind;
import java.util.List;
import java.util.Optional;

/// Does a unit run on without a restart? Its main process and start time are those of the first
/// look at which it ran.
///
/// A restart in between never heals by waiting, however well the unit looks after it: that is what
/// a soak is for.
final class UnitSteady implements Gate {
  private static final String NOTE = "unit.first-look";

  /// Whoever looks at the process himself need not wait for a soak.
  @Override
  public boolean isSoft() {
    return true;
  }

  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var name = parameters.text("unit");
    var inquiry = new Inquiry(world);
    var what = name + " on " + host;
    Optional<UnitReading> unit;
    try {
      unit = read(world, host, name);
    } catch (HoldfastException silent) {
      if (silent.kind() != ProblemKind.UNREACHABLE) {
        throw silent;
      }
      return new Reasons()
          .add(host + " does not answer: " + silent.first().what())
          .verdict("", inquiry);
    }
    inquiry.note(what + " -> " + unit.map(UnitReading::toString).orElse("no such unit"));
    return judge(world, what, unit, inquiry);
  }

  private static Optional<UnitReading> read(World world, String host, String name) {
    var program = world.site().places().program();
    var reading =
        world
            .hosts()
            .read(host, new ReadRequest(program, List.of(), List.of(name), List.of(), List.of()));
    return Optional.ofNullable(reading.units().get(name));
  }

  private static Verdict judge(
      World world, String what, Optional<UnitReading> unit, Inquiry inquiry) {
    var before = world.memory().recall(NOTE);
    var now = unit.map(UnitSteady::process).orElse("");
    if (unit.filter(UnitSteady::runs).isEmpty()) {
      var state = unit.map(UnitReading::activeState).orElse("not there");
      return before.isEmpty()
          ? new Reasons().add(what + " is " + state).verdict("", inquiry)
          : new Verdict.Failed(what + " ran and is now " + state, inquiry.raw());
    }
    if (before.isEmpty()) {
      world.memory().note(NOTE, now);
    } else if (!before.get().equals(now)) {
      return new Verdict.Failed(
          what + " was started anew: " + before.get() + ", then " + now, inquiry.raw());
    }
    return new Verdict.Met(what + " runs on with " + now, inquiry.raw());
  }

  private static boolean runs(UnitReading unit) {
    return unit.mainPid() > 0
        && (unit.activeState().equals("active") || unit.activeState().equals("reloading"));
  }

  private static String process(UnitReading unit) {
    return "process " + unit.mainPid() + " started at " + unit.startedAtMs() + " ms";
  }
}
