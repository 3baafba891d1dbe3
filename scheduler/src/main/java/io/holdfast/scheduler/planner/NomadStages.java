package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.ComponentStages.Members;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.WorkerMode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The engine `nomad`: its servers as a quorum, its clients on the workers, and what tasks need
/// there: a container engine and network plugins.
///
/// A client is changed in place: its tasks are children of the unit and outlive the restart. A new
/// container engine takes its tasks down with it, so they are moved away first.
record NomadStages(PlanInput input, PlanParts parts) implements EngineStages {
  private static final String PRODUCT = Layout.NOMAD;
  private static final String ACCESS = "/nomad-access";
  private static final String RAFT = "/server/raft";

  @Override
  public List<Stage> stages() {
    return Stream.of(
            startContainers(),
            layDownPlugins(),
            startServers(),
            access(),
            startClients(),
            changePlugins(),
            changeServers(),
            changeContainers(),
            changeClients())
        .flatMap(List::stream)
        .toList();
  }

  private List<Stage> startContainers() {
    return parts
        .components()
        .start(
            new Members(
                "/first-start/docker",
                "Start the container engine on every worker",
                Layout.DOCKER,
                parts.topology()::isAny),
            change -> List.of());
  }

  /// Plugins are programs that are started anew for each task: laying them down is all there is.
  private List<Stage> layDownPlugins() {
    return parts
        .components()
        .start(
            new Members(
                "/first-start/network-plugins",
                "Lay down the network plugins",
                Layout.CNI,
                parts.topology()::isAny),
            change -> List.of());
  }

  /// Each new task takes the plugins that are linked at that moment, so that bad ones would reach
  /// every worker at once. A client looks at them only when it starts or is told to read again.
  private List<Stage> changePlugins() {
    return parts
        .components()
        .changeInBatches(
            new Members(
                "/network-plugins",
                "Change the network plugins of the workers",
                Layout.CNI,
                parts.topology()::isAny),
            this::plugins);
  }

  private Stage.HostWork plugins(String stage, Change change) {
    var host = change.host();
    var gates = parts.gates();
    return parts
        .works()
        .between(
            parts
                .works()
                .plain(
                    stage,
                    change,
                    List.of(),
                    List.of(
                        gates.nomadPluginsRead(host, change.desired().version()),
                        gates.nomadWorkerReady(host)),
                    List.of(gates.nomadWorkerReady(host))),
            List.of(),
            List.of(HostSteps.readAgain(stage, host, Layout.NOMAD_UNIT)));
  }

  private List<Stage> startServers() {
    return parts
        .components()
        .start(
            new Members(
                "/first-start/nomad-servers",
                "Start the scheduler's servers together",
                PRODUCT,
                parts.topology()::isServer),
            change ->
                List.of(
                    member().formed(change.host()),
                    parts.gates().nomadKeyringReady(change.host())));
  }

  /// Discovery believes a workload's identity once the servers that sign it are there.
  private List<Stage> access() {
    var first = parts.topology().firstServer();
    return parts
        .operations()
        .of(
            ACCESS,
            "Set up access to the scheduler",
            List.of(
                operate(first, "bootstrap", "nomad.bootstrap-acl", "set up the management token"),
                operate(
                    first,
                    "identity",
                    "consul.workload-identity",
                    "let discovery know what the scheduler runs")),
            List.of());
  }

  private static Step operate(String host, String name, String operation, String title) {
    return HostSteps.operate(ACCESS, host, name, operation, title, false, Map.of());
  }

  private List<Stage> startClients() {
    return parts
        .components()
        .start(
            new Members(
                "/first-start/nomad-clients",
                "Start the scheduler's clients",
                PRODUCT,
                parts.topology()::isNotServer),
            change ->
                List.of(parts.gates().nomadWorkerReady(change.host(), change.desired().version())));
  }

  private List<Stage> changeServers() {
    return parts
        .components()
        .changeQuorum(
            new Members(
                "/nomad-servers",
                "Change the scheduler's servers one by one, the leader last",
                PRODUCT,
                parts.topology()::isServer),
            new Stage.QuorumRule(PRODUCT, parts.topology().servers().size()),
            this::serverWork);
  }

  /// A server that is a worker too is both: its vote counts, and it has tasks.
  private Stage.HostWork serverWork(String stage, Change change) {
    var aside = List.of(new Action.SetAside(raft()));
    var voter =
        parts
            .works()
            .meeting(
                parts.works().voter(stage, change, member(), aside, List.of()),
                new SnapshotStages(parts).counted(change),
                List.of());
    return parts.topology().isWorker(change.host()) ? worker(stage, change, voter) : voter;
  }

  /// Its own client is back at the planned release, or at the one before; and its tasks as the
  /// operator wants them.
  private Stage.HostWork worker(String stage, Change change, Stage.HostWork work) {
    var gates = parts.gates();
    var host = change.host();
    var ready =
        parts
            .works()
            .meeting(
                work,
                List.of(gates.held(gates.nomadWorkerReady(host, change.desired().version()))),
                List.of(gates.nomadWorkerReady(host, change.fromVersion())));
    return tasks().around(stage, parts.site().upgrade().workers(), ready);
  }

  private TaskWork tasks() {
    return new TaskWork(parts.site(), parts.works(), parts.gates());
  }

  private List<Stage> changeContainers() {
    return parts
        .components()
        .changeInBatches(
            new Members(
                "/docker-workers",
                "Change the container engine of the workers",
                Layout.DOCKER,
                parts.topology()::isAny),
            (stage, change) -> {
              var ready = parts.gates().nomadWorkerReady(change.host());
              return tasks()
                  .around(
                      stage,
                      WorkerMode.MIGRATE,
                      parts
                          .works()
                          .meeting(
                              changed(stage, change),
                              List.of(parts.gates().held(ready)),
                              List.of(ready)));
            });
  }

  private List<Stage> changeClients() {
    return parts
        .components()
        .changeInBatches(
            new Members(
                "/nomad-clients",
                "Change the scheduler's clients",
                PRODUCT,
                parts.topology()::isNotServer),
            (stage, change) -> worker(stage, change, changed(stage, change)));
  }

  private Stage.HostWork changed(String stage, Change change) {
    return parts
        .works()
        .plain(stage, change, List.of(), List.of(parts.gates().soak(change)), List.of());
  }

  @Override
  public List<Stage> services() {
    return Stream.of(
            new ServiceStages(input, parts).stages(PRODUCT), new JobStages(input, parts).stages())
        .flatMap(List::stream)
        .toList();
  }

  private QuorumGateSpecs member() {
    return new QuorumGateSpecs(PRODUCT, parts.gates());
  }

  private String raft() {
    return raft(parts.site().places().data());
  }

  /// Where the servers' raft data lie, below the site's data folder.
  static String raft(String data) {
    return Layout.nomadData(data) + RAFT;
  }
}
