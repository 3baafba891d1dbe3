package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Stage.QuorumRule;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.text.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Small plans of the shape that the planner makes: install and upgrade of Consul, Docker with its
/// manager quorum, and load balancers on the workers. What already stands as wanted is left out.
final class SimPlans {
  static final String PROGRAM = "/opt/holdfast";
  private static final long SOAK_MS = 15_000;

  private final List<String> servers;
  private final List<String> workers;
  private final SortedMap<String, SortedMap<String, String>> stands;
  private final String version;

  /// `stands` maps a host to the copy of each component that its link names.
  SimPlans(
      List<String> servers,
      List<String> workers,
      SortedMap<String, SortedMap<String, String>> stands,
      String version) {
    this.servers = servers;
    this.workers = workers;
    this.stands = stands;
    this.version = version;
  }

  static String copy(String component, String version) {
    return component + "-" + version;
  }

  static String unit(String component) {
    return component + ".service";
  }

  static String config(String component) {
    return "/etc/" + component + ".conf";
  }

  Plan plan(Plan.Verb verb) {
    var stages = new ArrayList<Stage>();
    if (verb == Plan.Verb.INSTALL) {
      install(stages);
    } else {
      upgrade(stages);
    }
    var basis = new Plan.Basis("bundle-" + version, "site", new TreeMap<>(), new TreeMap<>());
    return new Plan(Plan.SCHEMA, "sim-site", "sim", verb, basis, new TreeMap<>(), stages);
  }

  private void upgrade(List<Stage> stages) {
    staging(stages);
    group(
        stages,
        "consul",
        servers,
        Optional.of(quorum("consul")),
        "consul.quorum-before",
        "consul.member-after");
    group(stages, "consul", workers, Optional.empty(), "", "consul.client-alive");
    group(
        stages,
        "docker",
        servers,
        Optional.of(quorum("swarm")),
        "swarm.quorum-before",
        "swarm.member-after");
    group(stages, "docker", workers, Optional.empty(), "", "swarm.worker-ready");
    group(stages, "haproxy", workers, Optional.empty(), "", "lb.serving");
  }

  private void install(List<Stage> stages) {
    staging(stages);
    start(stages, "consul", servers, "consul.formed");
    operate(
        stages,
        "acl",
        List.of(operation("/acl/bootstrap", servers.getFirst(), "consul.bootstrap-acl")),
        "");
    start(stages, "docker", servers, "");
    var joins = new ArrayList<Step>();
    for (var server : servers) {
      var name = server.equals(servers.getFirst()) ? "swarm.init" : "swarm.join";
      joins.add(operation("/swarm/" + server, server, name));
    }
    operate(stages, "swarm", joins, "swarm.formed");
    start(stages, "consul", workers, "");
    start(stages, "docker", workers, "");
    start(stages, "haproxy", workers, "");
  }

  private QuorumRule quorum(String system) {
    return new QuorumRule(system, servers.size());
  }

  private boolean differs(String host, String component) {
    var now = stands.getOrDefault(host, new TreeMap<>()).getOrDefault(component, "");
    return !now.equals(copy(component, version));
  }

  private List<String> differing(List<String> hosts, String component) {
    return hosts.stream().filter(host -> differs(host, component)).toList();
  }

  private void staging(List<Stage> stages) {
    var steps = new ArrayList<Step>();
    for (var host : servers) {
      stage(steps, host, List.of("consul", "docker"));
    }
    for (var host : workers) {
      stage(steps, host, List.of("consul", "docker", "haproxy"));
    }
    if (!steps.isEmpty()) {
      stages.add(new Stage.Everywhere("/stage", "Bring everything to the hosts", steps, List.of()));
    }
  }

  private void stage(List<Step> steps, String host, List<String> components) {
    for (var component : components) {
      if (differs(host, component)) {
        var path = "/stage/" + host + "/" + component;
        steps.add(
            new Step(path + "/blobs", host, "Copy", new Step.CopyBlobs(List.of(), 0), false, 100));
        var place = new Action.PlaceCopy(PROGRAM, component, copy(component, version), List.of());
        steps.add(onHost(path + "/place", host, false, place));
      }
    }
  }

  private void start(List<Stage> stages, String component, List<String> hosts, String gate) {
    var path = "/start/" + component + "/" + (hosts.equals(servers) ? "servers" : "workers");
    var steps = new ArrayList<Step>();
    for (var host : differing(hosts, component)) {
      steps.add(
          onHost(
              path + "/" + host,
              host,
              false,
              switchTo(component, version),
              place(component, version),
              act(component, Action.UnitVerb.START)));
    }
    if (!steps.isEmpty()) {
      var after =
          gate.isEmpty() ? List.<GateSpec>of() : List.of(gate(path + "/formed", gate, "", "", 0));
      stages.add(new Stage.Everywhere(path, "Start " + component, steps, after));
    }
  }

  private void operate(List<Stage> stages, String name, List<Step> steps, String gate) {
    if (differing(workers, "haproxy").isEmpty() && differing(servers, "docker").isEmpty()) {
      return;
    }
    var path = "/" + name;
    var after =
        gate.isEmpty() ? List.<GateSpec>of() : List.of(gate(path + "/gate", gate, "", "", 0));
    stages.add(new Stage.Sequence(path, "Set up " + name, steps, after));
  }

  private void group(
      List<Stage> stages,
      String component,
      List<String> hosts,
      Optional<QuorumRule> quorum,
      String before,
      String after) {
    var path = "/" + component + (hosts.equals(servers) ? "-servers" : "-workers");
    var works = new ArrayList<HostWork>();
    for (var host : differing(hosts, component)) {
      works.add(work(path + "/" + host, host, component, before, after));
    }
    if (!works.isEmpty()) {
      stages.add(new Stage.Group(path, "Upgrade " + component, component, quorum, 1, works));
    }
  }

  private HostWork work(String path, String host, String component, String before, String after) {
    var old = stands.getOrDefault(host, new TreeMap<>()).getOrDefault(component, "");
    var oldVersion = old.substring(old.lastIndexOf('-') + 1);
    var configure = onHost(path + "/configure", host, false, place(component, version));
    var swap =
        onHost(
            path + "/swap",
            host,
            true,
            switchTo(component, version),
            act(component, Action.UnitVerb.RESTART));
    var undo =
        onHost(
            path + "/undo",
            host,
            true,
            act(component, Action.UnitVerb.STOP),
            switchTo(component, oldVersion),
            new Action.PutBack(configure.path()),
            new Action.SetAside("/var/lib/" + component + "/raft"),
            act(component, Action.UnitVerb.START));
    return new HostWork(
        host,
        before.isEmpty() ? List.of() : List.of(gate(path + "/before", before, host, "", 0)),
        before.isEmpty()
            ? List.of()
            : List.of(gate(path + "/again", before.replace("before", "or-down"), host, "", 0)),
        List.of(configure, swap),
        List.of(
            gate(path + "/after", after, host, copy(component, version), SOAK_MS),
            gate(path + "/steady", "unit.steady", host, copy(component, version), SOAK_MS)),
        List.of(undo),
        List.of(gate(path + "/undone", after, host, old, 0)));
  }

  private static Action place(String component, String version) {
    var text = SecretText.plain("settings of " + copy(component, version));
    return new Action.PlaceFile(config(component), "0640", "root:root", text);
  }

  private static Action switchTo(String component, String version) {
    return new Action.SwitchCopy(PROGRAM, component, copy(component, version));
  }

  private static Action act(String component, Action.UnitVerb verb) {
    return new Action.Unit(unit(component), verb);
  }

  private static Step onHost(String path, String host, boolean disruptive, Action... actions) {
    return new Step(path, host, path, new Step.OnHost(List.of(actions)), disruptive, 1_000);
  }

  private static Step operation(String path, String host, String name) {
    var work = new Step.Operate(name, new TreeMap<>(Map.of("host", host)));
    return new Step(path, host, name, work, false, 1_000);
  }

  private static GateSpec gate(String path, String name, String host, String copy, long stableMs) {
    var parameters = new TreeMap<String, String>();
    parameters.put("host", host);
    parameters.put("version", copy);
    return new GateSpec(path, name, parameters, stableMs, 180_000, 1_000);
  }
}
