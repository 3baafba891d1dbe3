package io.holdfast.scheduler.service;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemKind;
import java.util.List;

/// Does a host answer, whatever it says?
final class Answers implements Gate {
  @Override
  public Verdict judge(World world) {
    var host = Parameters.of(world).text("host");
    var program = world.site().places().program();
    try {
      var nothing = new ReadRequest(program, List.of(), List.of(), List.of(), List.of());
      world.hosts().read(host, nothing);
      return new Verdict.Met(host + " answers", "");
    } catch (HoldfastException silent) {
      if (silent.kind() != ProblemKind.UNREACHABLE) {
        throw silent;
      }
      var why = host + " does not answer: " + silent.first().what();
      return new Verdict.NotYet(why, silent.first().toText());
    }
  }
}
