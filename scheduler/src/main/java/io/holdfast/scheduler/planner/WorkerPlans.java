package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.WorkerMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Plans that close one worker for work and open it again, for an administrator who wants to work
/// on its host. They bring no bundle and change nothing on any host: all that is done is said to
/// the engine and to the load balancers.
///
/// What an administrator closed stays closed through every upgrade, until it is opened again. A
/// drain that fails opens only what was open before it.
public record WorkerPlans(Site site, String siteId, String siteDigest, Pending pending) {
  private static final String OPEN = "open it for work";
  private static final Map<String, String> STAYS = Map.of("remember", "no");

  /// Takes a worker out of traffic and moves its work away (`migrate`), or only keeps new work from
  /// it and waits for what ends by itself (`wait`).
  public Plan drain(String host, WorkerMode how, long deadlineMs) {
    var close = close(Plan.Verb.DRAIN.path(), host, how, deadlineMs);
    if (!isPending(close)) {
      return plan(Plan.Verb.DRAIN, List.of());
    }
    var stage = Plan.Verb.DRAIN.path();
    var moves = how == WorkerMode.MIGRATE && !site.loadBalancers().isEmpty();
    var steps = new ArrayList<Step>();
    var undo = new ArrayList<Step>();
    if (moves) {
      steps.add(balancers(stage, host, "drain", "lb.drain", trafficDeadline()));
    }
    steps.add(close);
    if (moves) {
      steps.add(balancers(stage, host, "ready", "lb.ready", Map.of()));
      undo.add(balancers(stage, host, "ready-again", "lb.ready", Map.of()));
    }
    if (!isPending(open(stage, host))) {
      undo.add(open(stage, host));
    }
    var work =
        new Stage.HostWork(
            host,
            moves ? othersServe(host) : List.of(),
            List.of(),
            steps,
            List.of(),
            undo,
            List.of());
    return plan(
        Plan.Verb.DRAIN,
        List.of(
            new Stage.Group(
                stage,
                "Take " + host + " out of work",
                site.engine().word(),
                Optional.empty(),
                1,
                List.of(work))));
  }

  /// Opens a worker for work, whoever closed it.
  public Plan undrain(String host) {
    var stage = Plan.Verb.UNDRAIN.path();
    var steps = new ArrayList<Step>();
    if (!site.loadBalancers().isEmpty()) {
      steps.add(balancers(stage, host, "ready", "lb.ready", Map.of()));
    }
    steps.add(open(stage, host));
    return sequence(Plan.Verb.UNDRAIN, "Open " + host + " for work", steps);
  }

  /// Takes a worker out through the servers alone, however its host may hang.
  public Plan exclude(String host) {
    return sequence(
        Plan.Verb.EXCLUDE,
        "Take " + host + " out through the scheduler's servers alone",
        List.of(
            operate(
                Plan.Verb.EXCLUDE.path(),
                host,
                "exclude",
                "exclude-worker",
                "want all its work elsewhere at once",
                STAYS)));
  }

  private Plan sequence(Plan.Verb verb, String title, List<Step> steps) {
    return plan(
        verb, new OperationStages(pending, List.of()).of(verb.path(), title, steps, List.of()));
  }

  boolean isPending(Step step) {
    return pending.of(List.of((Step.Operate) step.work())).getFirst();
  }

  Step close(String stage, String host, WorkerMode how, long deadlineMs) {
    var away = new WorkAway(site, host);
    var title =
        how == WorkerMode.WAIT
            ? "take no new work; what runs there and does not end by itself stays"
            : away.title();
    if (site.engine() == Engine.SWARM && how == WorkerMode.WAIT) {
      return operate(stage, host, "close", "availability", title, Map.of("availability", "pause"));
    }
    var operation = site.engine() == Engine.SWARM ? "drain-worker" : "close-worker";
    var parameters = away.parameters(how, deadlineMs);
    parameters.putAll(STAYS);
    return operate(stage, host, "close", operation, title, parameters);
  }

  /// What is bound to the host ends too; a swarm has moved that already.
  List<Step> exclude(String stage, String host) {
    return site.engine() == Engine.SWARM
        ? List.of()
        : List.of(
            operate(
                stage, host, "exclude", "exclude-worker", "end what is bound to this host", STAYS));
  }

  Step open(String stage, String host) {
    return site.engine() == Engine.SWARM
        ? operate(stage, host, "open", "availability", OPEN, Map.of("availability", "active"))
        : operate(stage, host, "open", "open-worker", OPEN, Map.of("always", "yes"));
  }

  private Step operate(
      String stage,
      String host,
      String name,
      String operation,
      String title,
      Map<String, String> parameters) {
    return step(stage, host, name, site.engine().word() + "." + operation, title, parameters);
  }

  static Step balancers(
      String stage, String host, String name, String operation, Map<String, String> parameters) {
    var title =
        operation.equals("lb.drain")
            ? "take its backends out of every load balancer"
            : "give its backends back to every load balancer";
    return step(stage, host, name, operation, title, parameters);
  }

  private static Step step(
      String stage,
      String host,
      String name,
      String operation,
      String title,
      Map<String, String> parameters) {
    var all = new TreeMap<>(parameters);
    all.put("host", host);
    var disturbs = !operation.equals("lb.ready");
    return HostSteps.operate(stage, host, name, operation, title, disturbs, all);
  }

  Map<String, String> trafficDeadline() {
    return Map.of("deadlineMs", Long.toString(site.upgrade().drainSeconds() * 1_000L));
  }

  private List<GateSpec> othersServe(String host) {
    return new GateSpecs(site, 1).othersServeOrDown(host);
  }

  /// Nothing of it rests on installed copies.
  private Plan plan(Plan.Verb verb, List<Stage> stages) {
    var members = new TreeMap<String, List<String>>();
    members.put(site.engine().word(), site.servers().stream().map(Host::name).toList());
    return new Plan(
        Plan.SCHEMA,
        siteId,
        site.site(),
        verb,
        new Plan.Basis("", siteDigest, new TreeMap<>(), members),
        new TreeMap<>(),
        stages);
  }
}
