package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Electorate;
import io.holdfast.scheduler.gate.HostProcess;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.templates.render.Layout;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Every manager's own view side by side.
record SwarmCluster(Hosts hosts, List<ManagerView> views, HostProcess process)
    implements Electorate {
  SwarmCluster {
    views = List.copyOf(views);
  }

  /// Asks the engine of each planned server separately.
  static SwarmCluster look(Inquiry inquiry) {
    var docker = new DockerApi(inquiry);
    var hosts = Hosts.of(inquiry.world());
    return new SwarmCluster(
        hosts,
        hosts.servers().stream().map(host -> ManagerView.ask(docker, host)).toList(),
        new HostProcess(inquiry, Layout.DOCKER_UNIT));
  }

  ManagerView view(String host) {
    return views.stream()
        .filter(view -> view.host().equals(host))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(host + " is no server of this site"));
  }

  @Override
  public List<String> answering() {
    return answers().map(ManagerView::host).toList();
  }

  private Stream<ManagerView> answers() {
    return views.stream().filter(ManagerView::answers);
  }

  @Override
  public Optional<String> leaderNamedBy(String server) {
    var view = view(server);
    return view.leader().flatMap(view::node).map(node -> hosts.nameAt(node.managerAddress()));
  }

  @Override
  public SortedSet<String> members() {
    var members = new TreeSet<String>();
    answers().forEach(view -> members.addAll(managers(view)));
    return members;
  }

  /// Whom one manager shows as managers, sorted.
  List<String> managers(ManagerView view) {
    return view.managers().stream()
        .map(node -> hosts.nameAt(node.managerAddress()))
        .sorted()
        .toList();
  }

  @Override
  public List<String> unplanned(String server, SortedSet<String> gone) {
    var known = managers(view(server));
    var planned = hosts.servers().stream().sorted().toList();
    var left = planned.stream().filter(host -> !gone.contains(host)).toList();
    var isPlanned = planned.containsAll(known) && new TreeSet<>(known).size() == known.size();
    return isPlanned && known.containsAll(left)
        ? List.of()
        : List.of(server + " knows the managers " + known + ", planned are " + planned);
  }

  /// By its own word, or while it is silent by that of the others. Where they are silent too, as in
  /// an election, by whether it has a process at all: that nothing is known of it does not mean
  /// that it does not vote.
  @Override
  public boolean mayVote(String server) {
    var view = view(server);
    if (view.answers()) {
      return view.localState().equals("active") && view.control();
    }
    if (answering().isEmpty()) {
      return process.mayRun(server);
    }
    return answers()
        .flatMap(other -> other.managers().stream())
        .filter(node -> hosts.at(node.managerAddress()).equals(Optional.of(server)))
        .anyMatch(Node::isReachable);
  }

  /// By its own word and by the word of the others.
  @Override
  public Optional<String> objection(String server) {
    var view = view(server);
    if (!view.answers()) {
      return view.trouble();
    }
    if (!view.localState().equals("active") || !view.control()) {
      return Optional.of(
          "it is " + view.localState() + (view.control() ? "" : " and controls nothing"));
    }
    var seenBadly =
        answers()
            .filter(other -> !other.node(view.nodeId()).filter(SwarmCluster::isWell).isPresent())
            .map(ManagerView::host)
            .toList();
    return seenBadly.isEmpty()
        ? Optional.empty()
        : Optional.of("not reachable and ready in the eyes of " + String.join(", ", seenBadly));
  }

  private static boolean isWell(Node node) {
    return node.isReachable() && node.isReady();
  }
}
