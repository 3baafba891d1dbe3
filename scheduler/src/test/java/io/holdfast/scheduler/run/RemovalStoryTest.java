package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.planner.RemovalPlans;
import io.holdfast.templates.site.SiteReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Two of five servers leave, and one of them is dead: killed after every event and gone on with,
/// the end is the same, and at no moment less than a majority of the five is there.
class RemovalStoryTest {
  private static final List<String> SERVERS = List.of("s1", "s2", "s3", "s4", "s5");

  private final TreeSet<String> running = new TreeSet<>(SERVERS);
  private final Map<String, TreeSet<String>> members =
      Map.of("consul", new TreeSet<>(SERVERS), "nomad", new TreeSet<>(SERVERS));
  private final List<String> wrong = new ArrayList<>();

  private static Plan plan(Set<String> dead) {
    var text =
        new StringBuilder(
            """
            site: acme
            engine: nomad
            access: {user: ops, keyFile: id}
            vault: {keyFile: vault.key}
            hosts:
              - {name: w1, address: 10.0.0.101, roles: [worker]}
            """);
    for (var number = 1; number <= 5; number++) {
      text.append("  - {name: s%1$d, address: 10.0.0.%1$d, roles: [server]}\n".formatted(number));
    }
    SortedMap<String, String> copies = new TreeMap<>(Map.of("consul", "1-a", "nomad", "1-b"));
    var standing = new TreeMap<>(Map.of("s4", copies, "s5", copies));
    standing.keySet().removeAll(dead);
    return new RemovalPlans(
            SiteReader.read("site.yaml", text.toString()),
            "acme-1",
            "digest",
            standing,
            dead,
            operations -> operations.stream().map(_ -> true).toList())
        .of(new TreeSet<>(List.of("s4", "s5")));
  }

  private StepEnd does(String path) {
    var host = path.split("/")[2];
    var step = path.split("/")[3];
    if (step.equals("stop")) {
      running.remove(host);
    }
    members.forEach(
        (system, voters) -> {
          if (step.equals("forget-" + system + "-member")) {
            if (running.contains(host)) {
              wrong.add(path + " while it runs");
            }
            voters.remove(host);
          }
          var there = voters.stream().filter(running::contains).count();
          if (there < 3 || there <= voters.size() / 2) {
            wrong.add("after " + path + " " + there + " of " + voters.size() + " are there");
          }
        });
    return new StepEnd.Done(true, "changed");
  }

  private Verdict judge(GateSpec gate) {
    var host = gate.parameters().get("host");
    var system = gate.gate().substring(0, gate.gate().indexOf('.'));
    var voters = Objects.requireNonNull(members.get(system), system);
    var others = voters.stream().filter(it -> running.contains(it) && !it.equals(host)).count();
    var isMet =
        switch (gate.gate().substring(gate.gate().indexOf('.') + 1)) {
          case "seen-gone" -> !running.contains(host);
          case "members-left" -> !voters.contains(host);
          case "quorum-before" -> others >= 3;
          case "quorum-or-down" -> !running.contains(host) || others >= 3;
          default -> throw new IllegalArgumentException(gate.gate());
        };
    return isMet ? new Verdict.Met("ok", "{}") : new Verdict.NotYet("not yet", "{}");
  }

  private Rig rig(Plan plan) {
    var rig = new Rig(plan);
    rig.steps = (path, _) -> does(path);
    rig.gates = this::judge;
    rig.leader = () -> Optional.of("s4");
    return rig;
  }

  private void begin(Set<String> dead) {
    running.addAll(SERVERS);
    running.removeAll(dead);
    members.values().forEach(voters -> voters.addAll(SERVERS));
    wrong.clear();
  }

  private void isOver(Outcome outcome, String how) {
    assertThat(wrong).as(how).isEmpty();
    assertThat(outcome.exitCode()).as(how).isZero();
    assertThat(running).as(how).containsExactly("s1", "s2", "s3");
    assertThat(members.values()).as(how).allMatch(List.of("s1", "s2", "s3")::containsAll);
  }

  @Test
  void takesTheLeaderOutLast() {
    begin(Set.of());
    var rig = rig(plan(Set.of()));
    isOver(rig.run(), "undisturbed");
    assertThat(rig.done)
        .filteredOn(path -> path.endsWith("/stop"))
        .containsExactly("/leave/s5/stop", "/leave/s4/stop");
  }

  @Test
  void comesToTheSameEndFromAKillAfterEveryEvent() {
    for (var dead : List.of(Set.<String>of(), Set.of("s5"))) {
      var plan = plan(dead);
      Optional<Outcome> undisturbed = Optional.empty();
      for (var kill = 1; undisturbed.isEmpty(); kill++) {
        begin(dead);
        var rig = rig(plan);
        undisturbed = rig.run(kill);
        isOver(undisturbed.orElseGet(rig::run), "dead " + dead + ", killed after " + kill);
      }
    }
  }

  @Test
  void takesNobodyOutWhileAnotherServerIsAway() {
    begin(Set.of());
    running.remove("s1");
    running.remove("s2");
    var outcome = rig(plan(Set.of())).run();
    assertThat(outcome.exitCode()).isNotZero();
    assertThat(members.get("consul")).hasSize(5);
    assertThat(running).contains("s4", "s5");
  }

  private static Stage.HostWork emptied(String host) {
    var close = Rig.step("/remove/" + host + "/close", host, true);
    var open = Rig.step("/remove/" + host + "/open", host, false);
    return new Stage.HostWork(
        host, List.of(), List.of(), List.of(close), List.of(), List.of(open), List.of());
  }

  /// What was emptied before stays so: the error says where, and both ways on.
  @Test
  void saysWhichHostsStayClosedWhereALaterOneCannotBeEmptied() {
    var works = List.of(emptied("w1"), emptied("w2"), emptied("w3"));
    var plan =
        Rig.plan(
            Plan.Verb.REMOVE,
            new Stage.Group("/remove", "Empty", Stage.Group.HOST, Optional.empty(), 1, works));
    var rig = new Rig(plan);
    rig.failAt("/remove/w2/close", "tasks are left");
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(outcome.emptied()).containsExactly("w1");
    var problem = outcome.problems().getFirst();
    assertThat(problem.clusterSafe().orElseThrow().text())
        .isEqualTo(
            "w2 is as it was before; emptied, and closed until somebody decides: w1; never touched: w3");
    assertThat(problem.fix())
        .satisfiesExactly(
            it -> assertThat(it).startsWith("holdfast hosts remove w1 w2 w3 "),
            it -> assertThat(it).startsWith("holdfast undrain w1 "));
  }
}
