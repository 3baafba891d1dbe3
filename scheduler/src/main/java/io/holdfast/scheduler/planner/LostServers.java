package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.raft.PeersFile;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.DataOwner;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Servers that a person gives up for lost by name. Refuses whatever does not look lost: what is
/// written after this makes the lost ones strangers, and two clusters out of one should they ever
/// come back with their data.
public record LostServers(Site site, SortedSet<String> lost, List<SeenQuorum> seen) {
  public LostServers {
    seen = List.copyOf(seen);
  }

  public static LostServers of(Site site, List<String> names, List<SeenQuorum> seen) {
    return new LostServers(site, new TreeSet<>(names), seen);
  }

  /// Before anything is looked at.
  public static void requireKnown(Site site, List<String> names) {
    var known = site.servers().stream().map(Host::name).toList();
    var unknown = names.stream().filter(name -> !known.contains(name)).sorted().distinct().toList();
    if (!unknown.isEmpty()) {
      throw HoldfastException.of(
          unknown.stream()
              .map(
                  name ->
                      Problem.of(ProblemId.USAGE_WRONG, name + " is no server of the site")
                          .withEvidence("its servers: " + String.join(", ", known))
                          .withFix("holdfast recover   # says how each server stands"))
              .toList());
    }
  }

  /// Everything that speaks against it at once.
  public void requireLost() {
    var problems = new ArrayList<Problem>();
    for (var quorum : seen) {
      switch (quorum.state()) {
        case LED -> problems.addAll(countedOn(quorum));
        case STARTABLE ->
            problems.add(
                refused(
                    "A majority of the servers of " + quorum.system() + " has its data",
                    "they can be started without losing anything",
                    "holdfast recover"));
        case LOST -> problems.addAll(against(quorum));
      }
    }
    if (seen.stream().allMatch(quorum -> quorum.state() == SeenQuorum.State.LED)) {
      problems.add(refused("Somebody leads, so no majority is lost", "", "holdfast recover"));
    }
    if (!problems.isEmpty()) {
      throw HoldfastException.of(problems.stream().distinct().toList());
    }
  }

  /// Hosts that another quorum has lost and this one has not: to wipe them, or to keep them off,
  /// would cost this one its majority too, and its members can still lock the site without us.
  private List<Problem> countedOn(SeenQuorum led) {
    if (seen.stream().noneMatch(quorum -> quorum.state() == SeenQuorum.State.LOST)) {
      return List.of();
    }
    return led.servers().stream()
        .filter(server -> lost.contains(server.host()) && server.keepsData() && !server.left())
        .map(
            server ->
                refused(
                    server.host()
                        + " is not lost: "
                        + led.system()
                        + " counts on it, and somebody leads that",
                    server.words(),
                    "keep " + server.host() + " on, and do not wipe it",
                    "ask for help with what lost its data there alone: see docs/recover.md, What"
                        + " it does not do"))
        .toList();
  }

  private List<Problem> against(SeenQuorum quorum) {
    var problems = new ArrayList<Problem>();
    if (quorum.namesLeader()) {
      problems.add(
          refused(
              "A server of " + quorum.system() + " still knows a leader: " + quorum.named(),
              "",
              "wait a minute, then: holdfast recover"));
    }
    if (quorum.able().isEmpty()) {
      problems.add(
          refused(
              "No server has any data of " + quorum.system() + " left",
              "there is nothing to go on with",
              "holdfast restore   # lists what runs have saved",
              "holdfast install   # a new cluster, to restore it into"));
    }
    if (quorum.system().equals(Engine.SWARM.word())) {
      problems.add(swarm(quorum));
    }
    for (var server : quorum.servers()) {
      problems.addAll(against(server, quorum.system()));
    }
    return problems;
  }

  private List<Problem> against(SeenServer server, String system) {
    var host = server.host();
    var words = server.words();
    if (server.lacksPrograms()) {
      return List.of(
          refused(
              host + " is not lost: it has its data of " + system + ", and lacks its programs",
              words,
              programs(host),
              "or take its disk out, where its data need not last"));
    }
    if (!lost.contains(host) && !server.canVote()) {
      return List.of(
          refused(
              host + " is not there for " + system + ", and was not given up by name",
              words,
              "bring it back, then: holdfast recover",
              "or name it with --lost too"));
    }
    if (!lost.contains(host) && server.id().isEmpty() && !isSwarm(system)) {
      return List.of(
          refused(host + " has no id of " + system + " any more", words, "holdfast restore"));
    }
    if (lost.contains(host) && server.canVote()) {
      return List.of(
          refused(host + " is not lost: it has its data of " + system, words, "holdfast recover"));
    }
    if (lost.contains(host) && !server.answers() && !server.gone()) {
      return List.of(
          refused(
              host + " is there, and only tells nothing",
              words,
              "holdfast preflight",
              "switch it off"));
    }
    return List.of();
  }

  /// For a server that has its data only.
  public static String programs(String host) {
    return "put the programs of "
        + host
        + " back as they stood, from a backup or another server; then: holdfast recover";
  }

  private static boolean isSwarm(String system) {
    return system.equals(Engine.SWARM.word());
  }

  private Problem swarm(SeenQuorum quorum) {
    var fixes = new ArrayList<String>();
    quorum.able().stream()
        .findFirst()
        .flatMap(site::host)
        .ifPresent(
            host ->
                fixes.add(
                    "on "
                        + host.name()
                        + ": docker swarm init --force-new-cluster --advertise-addr "
                        + host.address()));
    fixes.add("holdfast recover --lost " + String.join(",", lost) + "   # then does the rest");
    return refused(
        "A swarm that lost its majority is founded anew by hand, on one manager that is left",
        "its other managers have to leave it and join again",
        fixes.toArray(String[]::new));
  }

  private static Problem refused(String what, String evidence, String... fixes) {
    var problem =
        Problem.of(ProblemId.NOT_LOST, what)
            .withFix(fixes)
            .withClusterSafe(false, "nobody was given up; this command changed nothing");
    return evidence.isEmpty() ? problem : problem.withEvidence(evidence);
  }

  /// What is written where, and what that costs.
  public List<String> preview(RecoveryPlans plans) {
    var lines = new ArrayList<String>();
    for (var quorum : seen) {
      if (quorum.state() != SeenQuorum.State.LOST) {
        continue;
      }
      var system = quorum.system();
      var path = PeersFile.path(system, site.places().data());
      var host = site.host(quorum.able().getFirst()).orElseThrow();
      lines.add(
          system
              + " goes on with "
              + String.join(", ", quorum.able())
              + " alone. Stopped there, and written as "
              + path
              + " for "
              + DataOwner.of(site, host, system)
              + ":");
      lines.add("  " + plans.peers(quorum).text().strip());
    }
    var names = String.join(", ", lost);
    lines.add("No folder is set aside: what is left keeps all its data.");
    lines.add("Lost for good: whatever only " + names + " had. Nobody can say what that was.");
    lines.add("What was never confirmed may count as written.");
    lines.add(
        names
            + " must never run again with their old disks: they would elect a leader of their own,"
            + " and there would be two clusters. Wipe them, or keep them off.");
    return lines;
  }

  /// What follows, once somebody leads again.
  public List<String> next() {
    var names = String.join(", ", lost);
    var lines = new ArrayList<String>();
    lines.add("Until then the next server that fails takes the leader away again.");
    lines.add("Next: holdfast status   # and look whether all is there that you expect");
    lines.add(
        "Next: "
            + names
            + " on empty disks, all of them up and with their host keys pinned; then: holdfast"
            + " hosts replace "
            + lost.first());
    return lines;
  }
}
