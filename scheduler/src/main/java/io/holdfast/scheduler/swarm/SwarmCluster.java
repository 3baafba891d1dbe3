package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.HostProcess;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.templates.render.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Every manager's own view side by side, and what they agree on.
record SwarmCluster(Hosts hosts, List<ManagerView> views, HostProcess process) {
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

  List<ManagerView> answering() {
    return views.stream().filter(ManagerView::answers).toList();
  }

  /// The node that every answering manager shows as leader.
  Optional<Node> leader() {
    var named = new TreeSet<String>();
    answering().forEach(view -> named.add(view.leader().orElse("")));
    return named.size() == 1
        ? answering().stream().flatMap(view -> view.node(named.first()).stream()).findFirst()
        : Optional.empty();
  }

  Optional<String> leaderHost() {
    return leader().flatMap(node -> hosts.at(node.managerAddress()));
  }

  /// Everybody whom an answering manager has among the managers.
  SortedSet<String> members() {
    var members = new TreeSet<String>();
    answering().stream()
        .flatMap(view -> view.managers().stream())
        .forEach(node -> members.add(hosts.nameAt(node.managerAddress())));
    return members;
  }

  List<String> disagreements() {
    var reasons = new ArrayList<String>();
    if (answering().isEmpty()) {
      reasons.add("no manager answers");
      return reasons;
    }
    if (leader().isEmpty()) {
      reasons.add("no one leader: " + leadersNamed());
    }
    var planned = hosts.serverAddresses(Node.MANAGER_PORT);
    for (var view : answering()) {
      var managers = new TreeSet<>(view.managers().stream().map(Node::managerAddress).toList());
      if (!managers.equals(planned) || view.managers().size() != planned.size()) {
        reasons.add(
            view.host()
                + " knows the managers "
                + managers.stream().map(hosts::nameAt).toList()
                + ", planned are "
                + planned.stream().map(hosts::nameAt).toList());
      }
    }
    return reasons;
  }

  private String leadersNamed() {
    return String.join(
        ", ",
        answering().stream()
            .map(
                view ->
                    view.host()
                        + " names "
                        + view.leader()
                            .flatMap(view::node)
                            .map(node -> hosts.nameAt(node.managerAddress()))
                            .orElse("none"))
            .toList());
  }

  /// Whether a vote may come from it: by its own word, or while it is silent by that of the others.
  /// Where they are silent too, as in an election, by whether it has a process at all: that nothing
  /// is known of it does not mean that it does not vote.
  boolean mayVote(ManagerView view) {
    if (view.answers()) {
      return view.localState().equals("active") && view.control();
    }
    if (answering().isEmpty()) {
      return process.mayRun(view.host());
    }
    return answering().stream()
        .flatMap(other -> other.managers().stream())
        .filter(node -> hosts.at(node.managerAddress()).equals(Optional.of(view.host())))
        .anyMatch(Node::isReachable);
  }

  /// Why a manager can't be counted on to vote, by its own word and by the word of the others;
  /// empty when it can.
  Optional<String> objection(ManagerView view) {
    if (!view.answers()) {
      return view.trouble();
    }
    if (!view.localState().equals("active") || !view.control()) {
      return Optional.of(
          "it is " + view.localState() + (view.control() ? "" : " and controls nothing"));
    }
    var seenBadly =
        answering().stream()
            .filter(
                other ->
                    !other
                        .node(view.nodeId())
                        .filter(node -> node.isReachable() && node.isReady())
                        .isPresent())
            .map(ManagerView::host)
            .toList();
    return seenBadly.isEmpty()
        ? Optional.empty()
        : Optional.of("not reachable and ready in the eyes of " + String.join(", ", seenBadly));
  }
}
