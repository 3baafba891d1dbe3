package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Electorate;
import io.holdfast.scheduler.gate.HostProcess;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Every server's own view side by side, and the leader's opinion of all.
record RaftCluster(
    RaftProduct product,
    Hosts hosts,
    List<ServerView> views,
    ServerHealth health,
    HostProcess process)
    implements Electorate {
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

  @Override
  public List<String> answering() {
    return views.stream().filter(ServerView::answers).map(ServerView::host).toList();
  }

  @Override
  public Optional<String> leaderNamedBy(String server) {
    return Optional.of(view(server).leader())
        .filter(address -> !address.isEmpty())
        .map(hosts::nameAt);
  }

  Optional<ServerView> leaderView() {
    return leaderHost().map(this::view).filter(ServerView::answers);
  }

  @Override
  public SortedSet<String> members() {
    var members = new TreeSet<String>();
    answering().forEach(server -> members.addAll(names(view(server).peers())));
    return members;
  }

  @Override
  public List<String> unplanned(String server, SortedSet<String> gone) {
    var view = view(server);
    SortedSet<String> planned = hosts.serverAddresses(product.peerPort());
    var voters = new TreeSet<>(view.voters().values());
    var left = new TreeSet<>(planned);
    gone.forEach(host -> left.remove(hosts.address(host) + ":" + product.peerPort()));
    if (isBetween(left, voters, planned) && isBetween(left, view.peers(), planned)) {
      return List.of();
    }
    return List.of(
        server
            + " knows the voters "
            + names(voters)
            + " among the peers "
            + names(view.peers())
            + ", planned are "
            + names(planned));
  }

  /// Whether all of `least` are there, and nobody but `most`.
  private static boolean isBetween(
      SortedSet<String> least, SortedSet<String> some, SortedSet<String> most) {
    return some.containsAll(least) && most.containsAll(some);
  }

  private List<String> names(SortedSet<String> addresses) {
    return addresses.stream().map(hosts::nameAt).toList();
  }

  /// By its own word; while it is silent, or neither leads nor follows, by the leader's. Where
  /// nobody passes that on either, as in an election, by the voters it knows, or by whether it has
  /// a process at all: that nothing is known of it does not mean that it does not vote, and who
  /// stands for election does.
  @Override
  public boolean mayVote(String server) {
    var view = view(server);
    if (view.answers() && (!view.server() || !view.isVoter())) {
      return false;
    }
    if (view.answers() && view.takesPart()) {
      return true;
    }
    return health.trouble().isEmpty()
        ? health.countsOn(hosts.address(server) + ":" + product.peerPort())
        : view.answers() || process.mayRun(server);
  }

  @Override
  public Optional<String> objection(String server) {
    var view = view(server);
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
