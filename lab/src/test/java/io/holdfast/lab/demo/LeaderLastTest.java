package io.holdfast.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LeaderLastTest {
  private static final String GROUP = "/consul-servers";
  private static final Fact S3_LEADS =
      new Fact.OrderSet(GROUP, List.of("s1", "s2", "s3"), "s3", "", "s3 leads");
  private static final Fact S1_LEADS =
      new Fact.OrderSet(GROUP, List.of("s1", "s2", "s3"), "s1", "", "s1 leads");

  private static Stage.HostWork work(String host) {
    var steps = new ArrayList<Step>();
    for (var name : List.of("drain", "swap")) {
      var operation = new Step.Operate("test", new TreeMap<>());
      steps.add(new Step(path(host, name), host, name, operation, true, 1));
    }
    return new Stage.HostWork(host, List.of(), List.of(), steps, List.of(), List.of(), List.of());
  }

  private static String path(String host, String name) {
    return GROUP + "/" + host + "/" + name;
  }

  private static Plan plan() {
    return new Plan(
        Plan.SCHEMA,
        "acme-1",
        "acme",
        Plan.Verb.UPGRADE,
        new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>()),
        new TreeMap<>(),
        List.of(
            new Stage.Group(
                GROUP,
                "Servers",
                "consul",
                Optional.of(new Stage.QuorumRule("consul", 3)),
                1,
                List.of(work("s1"), work("s2"), work("s3")))));
  }

  private static Fact changes(String host) {
    return step(host, "drain");
  }

  private static Fact step(String host, String name) {
    return new Fact.StepStarted(path(host, name), host, 1, name);
  }

  private static Fact leads(String host) {
    return new Fact.LeaderMoved(GROUP, host, Optional.empty());
  }

  private static Set<String> broken(Fact... facts) {
    var records = new ArrayList<JournalRecord>();
    for (var fact : facts) {
      var entry = fact.entry();
      records.add(
          new JournalRecord(
              records.size() + 1L,
              1,
              "",
              entry.kind(),
              entry.path(),
              entry.host(),
              entry.details()));
    }
    return LeaderLast.brokenIn(plan(), records);
  }

  @Test
  void theLeaderGoesLast() {
    assertThat(broken(S3_LEADS, changes("s1"), changes("s2"), changes("s3"))).isEmpty();
  }

  @Test
  void anEngineThatRestartsTheLeaderFirstIsFoundOutThoughLeadershipMovedThen() {
    for (var next : List.of("s2", "s3")) {
      assertThat(broken(S1_LEADS, changes("s1"), leads(next), changes("s2"), changes("s3")))
          .as("to " + next)
          .containsExactly(GROUP);
    }
  }

  @Test
  void aLeaderThatMovedByItselfIsTheOneThatCounts() {
    assertThat(broken(S3_LEADS, changes("s1"), leads("s2"), changes("s3"), changes("s2")))
        .as("to one that still waits")
        .isEmpty();
    assertThat(broken(S3_LEADS, changes("s1"), leads("s1"), changes("s3"), changes("s2")))
        .as("to one that is done")
        .isEmpty();
    assertThat(broken(S3_LEADS, changes("s1"), leads("s2"), changes("s2"), changes("s3")))
        .as("to one that is changed all the same")
        .containsExactly(GROUP);
  }

  @Test
  void aServerThatLeadsOnlyAfterItsFirstStepIsBroughtToItsEnd() {
    assertThat(
            broken(
                S3_LEADS,
                changes("s1"),
                leads("s1"),
                step("s1", "swap"),
                changes("s2"),
                changes("s3")))
        .isEmpty();
  }
}
