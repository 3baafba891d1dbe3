package io.holdfast.installer.document;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A small plan with every kind of stage: discovery on three servers, a worker of Nomad, a service.
public final class SamplePlan {
  public static final String GROUP = "/consul-servers";

  private SamplePlan() {}

  public static Plan of(String site) {
    var changes = new TreeMap<String, Plan.HostChange>();
    for (var host : List.of("s1", "s2", "s3")) {
      changes.put(
          host,
          new Plan.HostChange(
              new TreeMap<>(Map.of("consul", "1.15.3-aaaaaaaaaaaa")),
              new TreeMap<>(Map.of("consul", "1.15.4-bbbbbbbbbbbb"))));
    }
    changes.put(
        "w1",
        new Plan.HostChange(new TreeMap<>(), new TreeMap<>(Map.of("nomad", "2.0.5-cccccccccccc"))));
    return new Plan(
        Plan.SCHEMA,
        "id-1",
        site,
        Plan.Verb.UPGRADE,
        new Plan.Basis(
            "d".repeat(64), "s", new TreeMap<>(Map.of("s1", "1", "s2", "1")), new TreeMap<>()),
        changes,
        List.of(staging(), servers(), workers(), services()));
  }

  private static Stage staging() {
    return new Stage.Everywhere(
        "/stage",
        "Bring everything to the hosts while all runs as before",
        Stream.of("s1", "s2", "s3", "w1").map(SamplePlan::copied).toList(),
        List.of());
  }

  private static Step copied(String host) {
    return new Step(
        "/stage/" + host + "/blobs",
        host,
        "bring 3 files to the content store",
        new Step.CopyBlobs(List.of("a".repeat(64)), 80_000_000),
        false,
        2_500);
  }

  private static Stage servers() {
    return new Stage.Group(
        GROUP,
        "Change the discovery servers one by one, the leader last",
        "consul",
        Optional.of(new Stage.QuorumRule("consul", 3)),
        1,
        Stream.of("s1", "s2", "s3").map(SamplePlan::server).toList());
  }

  private static Stage.HostWork server(String host) {
    return new Stage.HostWork(
        host,
        List.of(gate("consul.quorum-before", host, 0)),
        List.of(),
        List.of(
            onHost(GROUP, host, "swap", "change consul 1.15.3 -> 1.15.4", "1.15.4-bbbbbbbbbbbb")),
        List.of(gate("consul.member-after", host, 45_000), gate("unit.steady", host, 45_000)),
        List.of(onHost(GROUP, host, "undo", "put consul 1.15.3 back", "1.15.3-aaaaaaaaaaaa")),
        List.of(gate("consul.member-after", host, 15_000)));
  }

  private static Step onHost(String group, String host, String name, String title, String copy) {
    return new Step(
        group + "/" + host + "/" + name,
        host,
        title,
        new Step.OnHost(
            List.of(
                new Action.SwitchCopy("/opt/holdfast", "consul", copy),
                new Action.Unit("holdfast-consul.service", Action.UnitVerb.RESTART))),
        true,
        6_000);
  }

  private static Stage workers() {
    var close =
        operate(
            "/nomad-clients/w1/close",
            "move its work to other workers",
            "nomad.close-worker",
            Map.of("host", "w1", "mode", "migrate", "deadlineMs", "60000"));
    return new Stage.Group(
        "/nomad-clients",
        "Change the scheduler's clients",
        "nomad",
        Optional.empty(),
        2,
        List.of(
            new Stage.HostWork(
                "w1", List.of(), List.of(), List.of(close), List.of(), List.of(), List.of())));
  }

  private static Stage services() {
    return new Stage.Sequence(
        "/services",
        "Deploy the services",
        List.of(operate("/services/web/deploy", "deploy web", "nomad.deploy-service", Map.of())),
        List.of(gate("nomad.service-running", "", 2_000)));
  }

  private static Step operate(
      String path, String title, String operation, Map<String, String> parameters) {
    return new Step(
        path, "w1", title, new Step.Operate(operation, new TreeMap<>(parameters)), true, 2_000);
  }

  private static GateSpec gate(String gate, String host, long stableMs) {
    return new GateSpec(
        gate + "@" + host, gate, new TreeMap<>(Map.of("host", host)), stableMs, 600_000, 1_000);
  }
}
