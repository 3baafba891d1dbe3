package io.holdfast.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VersionRemarksTest {
  private static final Map<String, String> OLD = Map.of("consul", "1.19.2-a", "nomad", "1.9.7-b");
  private static final Map<String, String> NEW = Map.of("consul", "1.20.6-c", "nomad", "1.10.5-d");

  private final Map<String, Plan.HostChange> changes = new TreeMap<>();

  private void host(String name, Map<String, String> from, Map<String, String> to) {
    changes.put(name, new Plan.HostChange(new TreeMap<>(from), new TreeMap<>(to)));
  }

  private Plan plan() {
    return new Plan(
        Plan.SCHEMA,
        "acme-1",
        "acme",
        Plan.Verb.UPGRADE,
        new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>()),
        new TreeMap<>(changes),
        List.of(new Stage.Everywhere("/stage", "Stage", List.of(), List.of())));
  }

  private Outline outline() {
    return Outline.of(plan(), Set.of());
  }

  @Test
  void whatAProductWantsSeenToIsToldOnceForAllHosts() {
    host("s1", OLD, NEW);
    host("s2", OLD, NEW);
    assertThat(outline().mind())
        .hasSize(3)
        .allMatch(what -> what.startsWith("Nomad 1.10.5: "))
        .contains("Nomad 1.10.5: tokens for Consul come from workload identities only");
    var text = PlanText.of(plan(), outline());
    assertThat(text)
        .contains("  To be seen to before, by the rules of the products:")
        .containsOnlyOnce("    Nomad 1.10.5: tokens for Consul come from workload identities only");
  }

  @Test
  void aPairOfWhichNobodySaysThatItGoesTogetherIsNamedAlsoWhereItStandsOnlyMeanwhile() {
    host("s1", OLD, NEW);
    assertThat(outline().warnings())
        .containsExactly(
            "on the way, nobody has said that nomad 1.9.7 and consul 1.20.6 go together");
    host("s1", OLD, Map.of("consul", "1.15.4-c", "nomad", "1.10.5-d"));
    assertThat(outline().warnings())
        .containsExactly(
            "nobody has said that nomad 1.10.5 and consul 1.15.4 go together",
            "on the way, nobody has said that nomad 1.9.7 and consul 1.15.4 go together");
    assertThat(PlanText.of(plan(), outline()))
        .contains("  Warning: nobody has said that nomad 1.10.5 and consul 1.15.4 go together");
  }

  @Test
  void aPairThatNoRunChangesIsNotNamedAgain() {
    host("s1", OLD, OLD);
    assertThat(outline().warnings()).isEmpty();
    host("s1", OLD, Map.of("consul", "1.19.2-other", "nomad", "1.9.7-b"));
    assertThat(outline().warnings()).as("its configuration alone").isEmpty();
    host("s1", Map.of(), OLD);
    assertThat(outline().warnings())
        .containsExactly("nobody has said that nomad 1.9.7 and consul 1.19.2 go together");
    assertThat(outline().mind()).as("of what is new").isEmpty();
  }

  @Test
  void thePlanItselfKnowsNothingOfIt() {
    host("s1", OLD, NEW);
    assertThat(Json.write(plan())).doesNotContain("mind", "warnings", "nobody has said");
    assertThat(PlanText.of(plan(), outline()).toString())
        .contains(plan().digest().substring(0, 12));
  }
}
