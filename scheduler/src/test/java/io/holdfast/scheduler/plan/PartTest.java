package io.holdfast.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.host.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PartTest {
  private static final Plan PLAN =
      new Plan(
          Plan.SCHEMA,
          "acme-1",
          "acme",
          Plan.Verb.UPGRADE,
          new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>()),
          changes("s1", "s2", "w1", "w2"),
          List.of(
              staging("s1", "s2", "w1", "w2"),
              group("/consul-servers", "consul", true, "s1", "s2"),
              group("/consul-clients", "consul", false, "w1", "w2"),
              group("/nomad-servers", "nomad", true, "s1", "s2"),
              group("/load-balancers", "haproxy", false, "l1"),
              new Stage.Sequence(
                  "/services", "Deploy", List.of(step("/services/web", "s1", "")), List.of())));

  private static SortedMap<String, Plan.HostChange> changes(String... hosts) {
    var changes = new TreeMap<String, Plan.HostChange>();
    for (var host : hosts) {
      changes.put(
          host,
          new Plan.HostChange(
              new TreeMap<>(Map.of("consul", "1-a", "nomad", "1-b")),
              new TreeMap<>(Map.of("consul", "2-a", "nomad", "2-b", "agent", "1-c"))));
    }
    return changes;
  }

  private static Stage staging(String... hosts) {
    var steps = new ArrayList<Step>();
    for (var host : hosts) {
      steps.add(step("/stage/" + host, host, ""));
    }
    return new Stage.Everywhere("/stage", "Stage", steps, List.of());
  }

  private static Step step(String path, String host, String component) {
    List<Action> actions =
        component.isEmpty()
            ? List.of(new Action.ReloadUnits())
            : List.of(new Action.SwitchCopy("/opt", component, "2-a"));
    return new Step(path, host, path, new Step.OnHost(actions), true, 1);
  }

  private static Stage group(String path, String component, boolean quorum, String... hosts) {
    var works = new ArrayList<Stage.HostWork>();
    for (var host : hosts) {
      works.add(
          new Stage.HostWork(
              host,
              List.of(),
              List.of(),
              List.of(step(path + "/" + host + "/swap", host, component)),
              List.of(),
              List.of(),
              List.of()));
    }
    return new Stage.Group(
        path,
        path,
        component,
        quorum ? Optional.of(new Stage.QuorumRule(component, hosts.length)) : Optional.empty(),
        1,
        works);
  }

  @Test
  void isOneStageWithWhatItsHostsNeed() {
    var part = Part.of(PLAN, "/consul-servers");
    assertThat(part.plan().stages())
        .extracting(Stage::path)
        .containsExactly("/stage", "/consul-servers");
    assertThat(part.plan().steps())
        .extracting(Step::path)
        .containsExactly(
            "/stage/s1", "/stage/s2", "/consul-servers/s1/swap", "/consul-servers/s2/swap");
    assertThat(part.left())
        .containsExactly("/consul-clients", "/nomad-servers", "/load-balancers", "/services");
    assertThat(Part.of(PLAN, "consul-servers/")).isEqualTo(part);
  }

  @Test
  void leavesEveryOtherCopyAsItStands() {
    var changes = Part.of(PLAN, "/consul-servers").plan().changes();
    var from = Map.of("consul", "1-a", "nomad", "1-b");
    assertThat(changes.get("s1"))
        .extracting(Plan.HostChange::to)
        .isEqualTo(Map.of("consul", "2-a", "nomad", "1-b"));
    assertThat(changes.get("w1")).extracting(Plan.HostChange::to).isEqualTo(from);
  }

  @Test
  void waitsForTheSameProductAndForTheSameHosts() {
    refuses("/consul-clients", "/consul-servers must be done before");
    refuses("/nomad-servers", "/consul-servers must be done before");
    assertThat(Part.of(PLAN, "/load-balancers").plan().steps()).hasSize(1);
  }

  @Test
  void whatIsSaidToTheClusterWaitsForAllBeforeIt() {
    refuses(
        "/services",
        "/consul-servers, /consul-clients, /nomad-servers, /load-balancers must be done before");
  }

  private static Plan clients() {
    return PLAN.withStages(List.of(PLAN.stages().getFirst(), PLAN.stages().get(2)));
  }

  @Test
  void isOneWorkerWhereItIsTheCanary() {
    var part = Part.of(clients(), "/consul-clients/w1");
    assertThat(part.plan().steps())
        .extracting(Step::path)
        .containsExactly("/stage/w1", "/consul-clients/w1/swap");
    assertThat(part.left()).containsExactly("/consul-clients/w2");
    assertThatThrownBy(() -> Part.of(clients(), "/consul-clients/w2"))
        .hasMessageContaining("HF-RUN-014")
        .hasMessageContaining("its canary /consul-clients/w1 is not done");
  }

  @Test
  void takesNoQuorumApart() {
    refuses("/consul-servers/s2", "its canary /consul-servers/s1 is not done");
    refuses("/consul-servers/s1", "--only /consul-servers");
  }

  private static void refuses(String path, String why) {
    assertThatThrownBy(() -> Part.of(PLAN, path))
        .hasMessageContaining("HF-RUN-014")
        .hasMessageContaining(why);
  }

  @Test
  void namesWhatIsNearAndWhatThereIs() {
    assertThatThrownBy(() -> Part.of(PLAN, "/consul-server"))
        .hasMessageContaining("HF-CLI-001")
        .hasMessageContaining("perhaps /consul-servers");
    assertThatThrownBy(() -> Part.of(PLAN, "/stage")).hasMessageContaining("HF-CLI-001");
    assertThatThrownBy(() -> Part.of(PLAN, "/consul-servers/s1/swap"))
        .hasMessageContaining("HF-CLI-001");
  }

  @Test
  void theWholePlanIsAPartWithoutARest() {
    var plan = PLAN.withStages(List.of(PLAN.stages().get(1)));
    assertThat(Part.of(plan, "/consul-servers").left()).isEmpty();
  }

  private static Stage saving(String... products) {
    var steps = new ArrayList<Step>();
    for (var product : products) {
      for (var what : List.of(".save-snapshot", ".count-durable")) {
        var work = new Step.Operate(product + what, new TreeMap<>());
        steps.add(new Step("/snapshot/s1/" + product + what, "s1", product, work, false, 1));
      }
    }
    return new Stage.Sequence("/snapshot", "Save", steps, List.of());
  }

  private static Plan saved() {
    var stages = new ArrayList<>(PLAN.stages());
    stages.add(1, saving("consul", "nomad"));
    return PLAN.withStages(stages);
  }

  @Test
  void whatServersHoldIsSavedWithTheirPartAndWithNoOther() {
    var servers = Part.of(saved(), "/consul-servers");
    assertThat(servers.plan().stages())
        .extracting(Stage::path)
        .containsExactly("/stage", "/snapshot", "/consul-servers");
    assertThat(servers.plan().stages().get(1).planned())
        .extracting(Step::path)
        .containsExactly("/snapshot/s1/consul.save-snapshot", "/snapshot/s1/consul.count-durable");
    assertThat(servers.left()).doesNotContain("/snapshot");
    assertThat(Part.of(saved(), "/load-balancers").plan().stages())
        .extracting(Stage::path)
        .containsExactly("/load-balancers");
  }

  @Test
  void whatComesAlongIsNoPartOfItsOwn() {
    assertThatThrownBy(() -> Part.of(saved(), "/snapshot")).hasMessageContaining("/snapshot");
  }
}
