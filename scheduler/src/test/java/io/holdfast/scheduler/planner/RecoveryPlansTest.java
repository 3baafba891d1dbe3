package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.GateWords;
import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RecoveryPlansTest {
  private static final String UP = "active";
  private static final String DOWN = "inactive";

  private static Site site(String engine, int servers) {
    return AcmeSite.of(engine, "places: {data: /srv/holdfast}\n", servers, AcmeSite.WORKER);
  }

  private static RecoveryPlans plans(String engine, int servers) {
    return new RecoveryPlans(site(engine, servers), "acme-1", "digest");
  }

  /// Servers s1, s2 and so on by the state of their units; an empty one is a host without an
  /// answer, `empty` a host without data.
  private static SeenQuorum seen(String system, Map<String, String> named, String... units) {
    var servers = new ArrayList<SeenServer>();
    var objections = new TreeMap<String, String>();
    var members = new TreeSet<String>();
    for (var at = 1; at <= units.length; at++) {
      var host = "s" + at;
      var unit = units[at - 1];
      members.add(host);
      servers.add(
          unit.isEmpty()
              ? SeenServer.silent(host, "no SSH", true)
              : new SeenServer(
                  host,
                  Optional.empty(),
                  false,
                  unit.equals("empty") ? "" : unit,
                  !unit.equals("empty"),
                  "2.0.5",
                  "id-" + at,
                  "of today"));
      if (!unit.equals(UP)) {
        objections.put(host, "silent");
      }
    }
    return new SeenQuorum(
        system,
        servers,
        new TreeMap<>(named),
        named.isEmpty() ? new TreeSet<>() : members,
        objections);
  }

  private static List<String> steps(Plan plan) {
    return plan.steps().stream().map(Step::path).toList();
  }

  @Test
  void startsAllServersThatHaveTheirDataTogetherAndDiscoveryFirst() {
    var plan =
        plans("nomad", 3)
            .coldStart(
                List.of(
                    seen("consul", Map.of(), DOWN, "failed", DOWN),
                    seen("nomad", Map.of(), DOWN, DOWN, "")),
                Set.of());
    assertThat(plan.stages()).allMatch(stage -> stage instanceof Stage.Everywhere);
    assertThat(steps(plan))
        .containsExactly(
            "/recover-consul/s1/start",
            "/recover-consul/s2/start",
            "/recover-consul/s3/start",
            "/recover-nomad/s1/start",
            "/recover-nomad/s2/start");
    var consul = (Stage.Everywhere) plan.stages().getFirst();
    assertThat(consul.after()).hasSize(1);
    assertThat(consul.after().getFirst().gate()).isEqualTo("consul.led-again");
    assertThat(consul.after().getFirst().parameters()).isEqualTo(Map.of("servers", "s1,s2,s3"));
    assertThat(plan.steps().getFirst().work())
        .isEqualTo(
            new Step.OnHost(
                List.of(
                    new Action.Unit("holdfast-consul.service", Action.UnitVerb.ENABLE),
                    new Action.Unit("holdfast-consul.service", Action.UnitVerb.START))));
    assertThat(plan.steps()).noneMatch(Step::disruptive);
    assertThat(RecoveryPlans.survivors(plan)).isEmpty();
    assertThat(plan.verb()).isEqualTo(Plan.Verb.RECOVER);
    assertThat(plan.verb().isGoneOnWith()).isFalse();
    assertThat(plan.basis().members()).containsEntry("nomad", List.of("s1", "s2", "s3"));
  }

  @Test
  void startsTheContainerEngineOfASwarm() {
    var plan =
        plans("swarm", 3)
            .coldStart(
                List.of(
                    seen("consul", Map.of("s1", "s1", "s2", "s1"), UP, UP, DOWN),
                    seen("swarm", Map.of(), DOWN, DOWN, DOWN)),
                Set.of());
    assertThat(plan.stages()).extracting(Stage::path).containsExactly("/recover-swarm");
    assertThat(Json.write(plan)).contains("docker.service").doesNotContain("consul.service");
  }

  @Test
  void leavesAQuorumAloneThatSomebodyLeads() {
    var led = seen("consul", Map.of("s1", "s2", "s2", "s2"), UP, UP, DOWN);
    assertThat(led.state()).isEqualTo(SeenQuorum.State.LED);
    assertThat(led.leader()).contains("s2");
    assertThat(led.isWhole()).isFalse();
    assertThat(led.missing()).containsExactly("s3");
    assertThat(plans("nomad", 3).coldStart(List.of(led), Set.of()).isEmpty()).isTrue();
    var whole = seen("consul", Map.of("s1", "s2", "s2", "s2", "s3", "s2"), UP, UP, UP);
    assertThat(whole.isWhole()).isTrue();
  }

  @Test
  void takesNobodyForTheLeaderWhomLessThanAMajorityOfTheVotersNames() {
    var one = seen("consul", Map.of("s1", "s1", "s2", "", "s3", ""), UP, UP, UP);
    assertThat(one.state()).isEqualTo(SeenQuorum.State.STARTABLE);
    assertThat(one.namesLeader()).isTrue();
  }

  @Test
  void countsOnlyServersThatAnswerWithTheirData() {
    assertThat(seen("nomad", Map.of(), DOWN, DOWN, "", "", "").state())
        .isEqualTo(SeenQuorum.State.LOST);
    assertThat(seen("nomad", Map.of(), DOWN, "empty", "").state()).isEqualTo(SeenQuorum.State.LOST);
    assertThat(seen("nomad", Map.of(), DOWN, DOWN, DOWN, "", "empty").state())
        .isEqualTo(SeenQuorum.State.STARTABLE);
    assertThat(seen("nomad", Map.of(), DOWN).state()).isEqualTo(SeenQuorum.State.STARTABLE);
  }

  @Test
  void waitsForNoServerInTheHandsOfAStoppedRunWhereTheOthersAreAMajority() {
    var seen = seen("consul", Map.of(), DOWN, DOWN, DOWN);
    var plan = plans("nomad", 3).coldStart(List.of(seen), Set.of("s2"));
    assertThat(steps(plan)).contains("/recover-consul/s2/start");
    var stage = (Stage.Everywhere) plan.stages().getFirst();
    assertThat(stage.after().getFirst().parameters()).containsEntry("servers", "s1,s3");
    var few = seen("consul", Map.of(), DOWN, DOWN, "");
    assertThat(RecoveryPlans.awaited(few, Set.of("s2"))).containsExactly("s1", "s2");
  }

  @Test
  void tellsEverySurvivorOfALostMajorityTheSameVotersWhileNoneRuns() {
    var plan =
        plans("nomad", 5).lostMajority(List.of(seen("nomad", Map.of(), UP, "", "", DOWN, "")));
    assertThat(steps(plan))
        .containsExactly(
            "/recover-nomad-stop/s1/stop",
            "/recover-nomad-stop/s4/stop",
            "/recover-nomad-voters/s1/voters",
            "/recover-nomad-voters/s4/voters",
            "/recover-nomad/s1/start",
            "/recover-nomad/s4/start");
    var file = (Step.OnHost) plan.steps().get(2).work();
    var stopped = (Action.Unit) file.actions().getFirst();
    assertThat(stopped.verb()).as("it may have booted since").isEqualTo(Action.UnitVerb.STOP);
    var placed = (Action.PlaceFile) file.actions().getLast();
    assertThat(placed.path()).isEqualTo("/srv/holdfast/nomad/server/raft/peers.json");
    assertThat(placed.owner()).isEqualTo("holdfast-nomad:holdfast-nomad");
    assertThat(placed.text().text())
        .isEqualTo(
            "[{\"address\":\"10.0.0.1:4647\",\"id\":\"id-1\",\"non_voter\":false},"
                + "{\"address\":\"10.0.0.4:4647\",\"id\":\"id-4\",\"non_voter\":false}]\n");
    assertThat(plan.steps().get(3).work()).isEqualTo(new Step.OnHost(List.of(stopped, placed)));
    var started = (Stage.Everywhere) plan.stages().get(2);
    assertThat(started.after().getFirst().parameters())
        .isEqualTo(Map.of("servers", "s1,s4", "members", "s1,s4"));
    assertThat(plan.basis().members()).containsEntry("nomad", List.of("s1", "s4"));
    assertThat(RecoveryPlans.survivors(plan)).containsExactly("s1", "s4");
  }

  @Test
  void saysHowAQuorumStandsServerByServer() {
    assertThat(seen("consul", Map.of(), "failed", "", "empty").lines())
        .containsExactly(
            "consul: nobody leads; 1 of 3 servers have their data and can be started, 2 are"
                + " needed",
            "  s1: 2.0.5, failed, data of today",
            "  s2: no answer: no SSH",
            "  s3: 2.0.5, no unit, no data");
  }

  @Test
  void saysThatThereIsNoWayBackForServersThatWereGivenUp() {
    var plan = plans("nomad", 3).lostMajority(List.of(seen("nomad", Map.of(), DOWN, "", "")));
    assertThat(Outline.of(plan, Set.of("w1")).parts())
        .extracting(part -> part.wayBack().how())
        .containsExactly(
            "none: the lost servers are no members any more",
            "none: the lost servers are no members any more",
            "none: what is started here stays");
  }

  @Test
  void aPlanIsReadAsItWasWritten() {
    var plan = plans("nomad", 1).coldStart(List.of(seen("consul", Map.of(), DOWN)), Set.of());
    var bytes = Json.write(plan).getBytes(StandardCharsets.UTF_8);
    assertThat(Json.read(bytes, Plan.class)).isEqualTo(plan);
  }

  @Test
  void showsWhatItWouldDo() {
    var plan =
        plans("nomad", 3).coldStart(List.of(seen("consul", Map.of(), DOWN, DOWN, "")), Set.of());
    var text = String.join("\n", PlanText.of(plan, Outline.of(plan, Set.of("w1"))));
    assertThat(text)
        .contains("Start the servers of consul together, and wait for a leader")
        .contains("/recover-consul/s2/start  start consul, unless it runs")
        .contains("then: consul.led-again")
        .contains("2 steps, 0 disruptive");
    assertThat(GateWords.of("consul.led-again"))
        .isEqualTo("the started servers vote and agree on one leader");
  }
}
