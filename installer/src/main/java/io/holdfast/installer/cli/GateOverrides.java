package io.holdfast.installer.cli;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.run.Fact;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.yaml.NearNames;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Soft gates that an operator does not wait for, and why, as a command line says it.
final class GateOverrides {
  @Option(
      names = "--override",
      paramLabel = "GATE",
      description =
          "Do not wait for this soft gate of the plan, such as unit.steady or lb.host-back@w1;"
              + " needs --reason.")
  private List<String> gates = new ArrayList<>();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why a gate is overridden; it stands in the history of the site.")
  private @Nullable String reason;

  GateOverrides() {}

  GateOverrides(List<String> gates, @Nullable String reason) {
    this.gates = List.copyOf(gates);
    this.reason = reason;
  }

  /// Refuses gates that the plan does not have or that nobody may override.
  List<Fact.GateOverridden> of(Plan plan, String who) {
    var why = reason == null ? "" : reason.strip();
    if (gates.isEmpty() != why.isEmpty()) {
      throw Problem.of(ProblemId.USAGE_WRONG, "--override and --reason go together")
          .withFix("--override GATE --reason \"why nobody has to wait for it\"")
          .asException();
    }
    gates.forEach(gate -> check(plan, gate));
    return gates.stream().distinct().map(it -> new Fact.GateOverridden(it, who, why)).toList();
  }

  private static void check(Plan plan, String gate) {
    var planned = gates(plan);
    var named =
        planned.stream()
            .filter(it -> it.gate().equals(gate) || it.path().equals(gate))
            .findFirst()
            .orElseThrow(() -> unknown(gate, planned));
    if (!Gates.isSoft(named.gate())) {
      throw Problem.of(ProblemId.GATE_HARD, "The gate " + gate + " cannot be overridden")
          .withEvidence("soft gates of this plan: " + soft(planned))
          .withClusterSafe(true, "nothing was changed")
          .withFix("holdfast status   # what the gate waits for has to be repaired")
          .asException();
    }
  }

  private static HoldfastException unknown(String gate, List<GateSpec> planned) {
    var names = new TreeSet<String>();
    planned.forEach(it -> names.addAll(List.of(it.gate(), it.path())));
    var near = NearNames.nearest(gate, names).map(name -> ", perhaps " + name).orElse("");
    return Problem.of(ProblemId.USAGE_WRONG, "The plan has no gate " + gate + near)
        .withEvidence("its soft gates: " + soft(planned))
        .withFix("holdfast plan   # shows which gates it waits for")
        .asException();
  }

  private static String soft(List<GateSpec> planned) {
    var names = new TreeSet<String>();
    planned.stream().map(GateSpec::gate).filter(Gates::isSoft).forEach(names::add);
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static List<GateSpec> gates(Plan plan) {
    return plan.stages().stream().flatMap(GateOverrides::gates).toList();
  }

  private static Stream<GateSpec> gates(Stage stage) {
    return switch (stage) {
      case Stage.Everywhere s -> s.after().stream();
      case Stage.Sequence s -> s.after().stream();
      case Stage.Group s ->
          s.hosts().stream()
              .flatMap(
                  work ->
                      Stream.of(work.before(), work.again(), work.after(), work.undone())
                          .flatMap(List::stream));
    };
  }
}
