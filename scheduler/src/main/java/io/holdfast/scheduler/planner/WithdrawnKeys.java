package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredHost;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Private keys that Holdfast placed by an earlier will of the site are taken off the hosts where
/// they stand. This comes after the change of what read them, so nothing reads them any more.
record WithdrawnKeys(PlanInput input) {
  private static final String PATH = "/withdrawn-keys";
  private static final long ESTIMATE_MS = 1_000;

  List<Stage> stages() {
    var steps = input.desired().stream().flatMap(this::step).toList();
    return steps.isEmpty()
        ? List.of()
        : List.of(
            new Stage.Everywhere(
                PATH, "Take away private keys that are no longer used", steps, List.of()));
  }

  private Stream<Step> step(DesiredHost host) {
    var reading = Optional.ofNullable(input.readings().get(host.host()));
    var standing =
        host.withdrawnKeys().entrySet().stream()
            .filter(key -> reading.filter(it -> it.files().containsKey(key.getKey())).isPresent())
            .filter(
                key -> reading.filter(it -> it.current().containsKey(key.getValue())).isPresent())
            .map(Map.Entry::getKey)
            .toList();
    return standing.isEmpty()
        ? Stream.empty()
        : Stream.of(
            new Step(
                PATH + "/" + host.host() + "/remove",
                host.host(),
                "remove " + String.join(", ", standing),
                new Step.OnHost(standing.stream().<Action>map(Action.RemoveFile::new).toList()),
                false,
                ESTIMATE_MS));
  }
}
