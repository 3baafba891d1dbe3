package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.HostProcess;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Every server's own view side by side, and what they agree on.
record RaftCluster(
    RaftProduct product,
    Hosts hosts,
    List<ServerView> views,
    ServerHealth health,
    HostProcess process) {
  private static final long MAX_TRAILING_LOGS = 250;

  RaftCluster {
    views = List.copyOf(views);
  }

  /// Asks each planned server separately, then the leader for its opinion of all.
  static RaftCluster look(RaftProduct product, Inquiry inquiry) {
    var api = product.asked(inquiry);
    var hosts = Hosts.of(inquiry.world());
    var views = hosts.servers().stream().map(host -> ServerView.ask(api, host)).toList();
    var answering = views.stream().filter(ServerView::answers).map(ServerView::host).toList();
    return new RaftCluster(
        product,
        hosts,
        views,
        ServerHealth.ask(api, answering),
        new HostProcess(inquiry, product.unit()));
  }

  ServerView view(String host) {
    return views.stream()
        .filter(view -> view.host().equals(host))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(host + " is no server of this site"));
  }

  List<ServerView> answering() {
    return views.stream().filter(ServerView::answers).toList();
  }

  /// The address that every answering server names; empty while they name none or differ.
  Optional<String> leader() {
    var named = new TreeSet<String>();
    answering().forEach(view -> named.add(view.leader()));
    return named.size() == 1 && !named.first().isEmpty()
        ? Optional.of(named.first())
        : Optional.empty();
  }

  Optional<ServerView> leaderView() {
    return leader().flatMap(hosts::at).map(this::view).filter(ServerView::answers);
  }

  /// Everybody whom an answering server has among its peers.
  SortedSet<String> members() {
    var members = new TreeSet<String>();
    answering().forEach(view -> members.addAll(names(view.peers())));
    return members;
  }

  /// What is wrong with the agreement of the answering servers: leader, and voters as planned.
  List<String> disagreements() {
    var reasons = new ArrayList<String>();
    if (answering().isEmpty()) {
      reasons.add("no server answers");
      return reasons;
    }
    if (leader().isEmpty()) {
      reasons.add("no one leader: " + leadersNamed());
    }
    for (var view : answering()) {
      reasons.addAll(unplanned(view));
    }
    return reasons;
  }

  private List<String> unplanned(ServerView view) {
    SortedSet<String> planned = hosts.serverAddresses(product.peerPort());
    var voters = new TreeSet<>(view.voters().values());
    if (voters.equals(planned) && view.peers().equals(planned)) {
      return List.of();
    }
    return List.of(
        view.host()
            + " knows the voters "
            + names(voters)
            + " among the peers "
            + names(view.peers())
            + ", planned are "
            + names(planned));
  }

  private String leadersNamed() {
    return String.join(
        ", ",
        answering().stream()
            .map(
                view ->
                    view.host()
                        + " names "
                        + (view.leader().isEmpty() ? "none" : hosts.nameAt(view.leader())))
            .toList());
  }

  private List<String> names(SortedSet<String> addresses) {
    return addresses.stream().map(hosts::nameAt).toList();
  }

  /// Whether a vote may come from it: by its own word, or while it is silent by the leader's. Where
  /// nobody passes that on either, as in an election, by whether it has a process at all: that
  /// nothing is known of it does not mean that it does not vote.
  boolean mayVote(ServerView view) {
    if (view.answers()) {
      return view.server() && view.takesPart() && view.isVoter();
    }
    return health.trouble().isEmpty()
        ? health.countsOn(hosts.address(view.host()) + ":" + product.peerPort())
        : process.mayRun(view.host());
  }

  /// Why a server can't be counted on to vote; empty when it can.
  Optional<String> objection(ServerView view) {
    if (!view.answers()) {
      return view.trouble();
    }
    if (!view.server()) {
      return Optional.of("it runs as a client");
    }
    if (!view.takesPart()) {
      return Optional.of(
          "it is " + view.state() + ", last contact with the leader " + view.lastContact());
    }
    if (!view.isVoter()) {
      return Optional.of("it is not among the voters it knows");
    }
    return trailing(view).or(() -> health.trouble().or(() -> health.objection(view.nodeId())));
  }

  private Optional<String> trailing(ServerView view) {
    return leaderView()
        .filter(
            leader ->
                view.term() != leader.term()
                    || view.lastLogIndex() + MAX_TRAILING_LOGS < leader.lastLogIndex())
        .map(
            leader ->
                "it is at index "
                    + view.lastLogIndex()
                    + " of term "
                    + view.term()
                    + ", the leader at "
                    + leader.lastLogIndex()
                    + " of term "
                    + leader.term());
  }
}
