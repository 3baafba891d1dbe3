package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.raft.PeersFile;
import io.holdfast.templates.render.DataOwner;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Plans that bring quorums back which nobody leads. They ask no product before their first step,
/// for none answers, and bring no bundle.
///
/// A cold start starts the servers of a majority together, discovery before the scheduler, and
/// waits until they agree on a leader; nothing is written. A stage of one quorum is begun when the
/// one before it is led again.
public record RecoveryPlans(Site site, String siteId, String siteDigest) {
  static final String PATH = Plan.Verb.RECOVER.path();
  private static final String VOTERS = "-voters";
  private static final long START_MS = 20_000;

  /// Starts what can be started of each quorum that nobody leads. Servers that a stopped run has in
  /// hand (`inTheMiddle`) are started too, as their units would be by a boot, but not waited for
  /// where there is a majority without them: what is half done need not come up before `resume`.
  public Plan coldStart(List<SeenQuorum> quorums, Set<String> inTheMiddle) {
    var stages =
        quorums.stream()
            .filter(seen -> seen.state() == SeenQuorum.State.STARTABLE)
            .map(seen -> started(seen, awaited(seen, inTheMiddle)))
            .toList();
    return plan(site.servers().stream().map(Host::name).toList(), stages);
  }

  /// Whose vote a cold start waits for, in the order of the site.
  public static List<String> awaited(SeenQuorum seen, Set<String> inTheMiddle) {
    var whole = seen.able().stream().filter(host -> !inTheMiddle.contains(host)).toList();
    return whole.size() >= seen.majority() ? whole : seen.able();
  }

  /// For quorums of which less than a majority has any data: tells all survivors at once that they
  /// are the voters from now on, and starts them. What only the `lost` ones had is lost with them.
  public Plan lostMajority(List<SeenQuorum> quorums) {
    var stages = new ArrayList<Stage>();
    var survivors = new TreeSet<String>();
    for (var seen : quorums) {
      if (seen.state() == SeenQuorum.State.LOST) {
        survivors.addAll(seen.able());
        stages.addAll(founded(seen));
      }
    }
    return plan(List.copyOf(survivors), stages);
  }

  /// The servers that such a plan goes on with, sorted; none for other plans, also for a cold
  /// start.
  public static List<String> survivors(Plan plan) {
    return plan.stages().stream()
        .filter(stage -> stage.path().startsWith(PATH + "-") && stage.path().endsWith(VOTERS))
        .flatMap(stage -> stage.planned().stream())
        .map(Step::host)
        .distinct()
        .sorted()
        .toList();
  }

  /// What the survivors of a quorum are told.
  public PeersFile peers(SeenQuorum seen) {
    var peers = new ArrayList<PeersFile.Peer>();
    for (var host : seen.able()) {
      var address = site.host(host).map(Host::address).orElseThrow();
      var id = seen.server(host).map(SeenServer::id).orElse("");
      peers.add(new PeersFile.Peer(id, address + ":" + PeersFile.port(seen.system())));
    }
    return new PeersFile(seen.system(), peers);
  }

  private List<Stage> founded(SeenQuorum seen) {
    var system = seen.system();
    var stage = PATH + "-" + system;
    var hosts = seen.able();
    var stops = hosts.stream().map(host -> stop(stage + "-stop", host, system)).toList();
    var text = peers(seen).text();
    var writes = hosts.stream().map(host -> write(stage + VOTERS, host, system, text)).toList();
    var starts = hosts.stream().map(host -> start(stage, host, system)).toList();
    var led = new GateSpecs(site, 1).ledAgain(system, hosts, hosts);
    return List.of(
        new Stage.Everywhere(
            stage + "-stop",
            "Stop what is left of " + system + ", for nobody leads it",
            stops,
            List.of()),
        new Stage.Everywhere(
            stage + VOTERS,
            "Tell what is left of " + system + " that it is all",
            writes,
            List.of()),
        new Stage.Everywhere(
            stage,
            "Start what is left of " + system + ", and wait for a leader",
            starts,
            List.of(led)));
  }

  private static Step stop(String stage, String host, String system) {
    return new Step(
        stage + "/" + host + "/stop",
        host,
        "stop " + system,
        new Step.OnHost(List.of(new Action.Unit(unit(system), Action.UnitVerb.STOP))),
        false,
        START_MS);
  }

  /// Stopped once more, for the host may have booted since: a server that runs does not read it,
  /// and would go on with the voters of before.
  private Step write(String stage, String host, String system, String text) {
    var path = PeersFile.path(system, site.places().data());
    var owner = DataOwner.of(site, site.host(host).orElseThrow(), system);
    return new Step(
        stage + "/" + host + "/voters",
        host,
        "write " + path,
        new Step.OnHost(
            List.of(
                new Action.Unit(unit(system), Action.UnitVerb.STOP),
                new Action.PlaceFile(path, "0640", owner, SecretText.plain(text)))),
        false,
        1_000);
  }

  private Stage started(SeenQuorum seen, List<String> awaited) {
    var system = seen.system();
    var stage = PATH + "-" + system;
    return new Stage.Everywhere(
        stage,
        "Start the servers of " + system + " together, and wait for a leader",
        seen.able().stream().map(host -> start(stage, host, system)).toList(),
        List.of(new GateSpecs(site, 1).ledAgain(system, awaited, List.of())));
  }

  private static Step start(String stage, String host, String system) {
    var actions = new ArrayList<Action>();
    actions.add(new Action.Unit(unit(system), Action.UnitVerb.ENABLE));
    actions.add(new Action.Unit(unit(system), Action.UnitVerb.START));
    return new Step(
        stage + "/" + host + "/start",
        host,
        "start " + system + ", unless it runs",
        new Step.OnHost(actions),
        false,
        START_MS);
  }

  /// The unit whose process is a server of a quorum system.
  public static String unit(String system) {
    return switch (system) {
      case Layout.CONSUL -> Layout.CONSUL_UNIT;
      case Layout.NOMAD -> Layout.NOMAD_UNIT;
      default -> Layout.DOCKER_UNIT;
    };
  }

  /// The component that brings it.
  public static String component(String system) {
    return system.equals(Engine.SWARM.word()) ? Layout.DOCKER : system;
  }

  /// The quorums of a site in the order in which they are brought back.
  public static List<String> systems(Site site) {
    return List.of(Layout.CONSUL, site.engine().word());
  }

  private Plan plan(List<String> servers, List<Stage> stages) {
    var members = new TreeMap<String, List<String>>();
    systems(site).forEach(system -> members.put(system, servers));
    return new Plan(
        Plan.SCHEMA,
        siteId,
        site.site(),
        Plan.Verb.RECOVER,
        new Plan.Basis("", siteDigest, new TreeMap<>(), members),
        new TreeMap<>(),
        stages);
  }
}
