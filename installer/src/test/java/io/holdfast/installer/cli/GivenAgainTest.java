package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.MaintenancePlans;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.planner.SeenQuorum;
import io.holdfast.scheduler.planner.SeenServer;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GivenAgainTest {
  private static final Site SITE = SmallSite.of("nomad");

  /// To count on hosts again is only the beginning of adding them.
  @Test
  void whatStoppedBeforeHostsWereAddedGoesOnByAddingThem() {
    var site =
        SiteReader.read(
            "site.yaml",
            """
            site: acme
            access: {user: ops, keyFile: key}
            vault: {keyFile: vault.key}
            hosts:
              - {name: s1, address: 10.0.0.11, roles: [server]}
              - {name: w1, address: 10.0.0.21, roles: [worker]}
              - {name: w2, address: 10.0.0.22, roles: [worker]}
            """);
    var plans =
        new MaintenancePlans(
            site, "acme-1", "digest", operations -> operations.stream().map(_ -> true).toList());
    var stopped = Problem.of(ProblemId.API_SILENT, "Consul does not keep a note about w2.");
    assertThat(GivenAgain.told(stopped, plans.countOn(List.of("w1", "w2")), SITE).resume())
        .contains("holdfast hosts add w1 w2");
    assertThat(GivenAgain.told(stopped, plans.end("w1", new TreeMap<>()), SITE).resume())
        .contains("holdfast hosts maintenance end w1");
  }

  @Test
  void aRecoveryThatStoppedIsGivenAgainAsItWasGiven() {
    var stopped = Problem.of(ProblemId.AFTER_GATE, "nobody leads yet");
    var cold =
        new Plan(
            Plan.SCHEMA,
            "acme-1",
            "acme",
            Plan.Verb.RECOVER,
            new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>()),
            new TreeMap<>(),
            List.of());
    assertThat(GivenAgain.told(stopped, cold, SITE).resume()).contains("holdfast recover");
    var servers =
        List.of(
            new SeenServer("s1", Optional.empty(), false, "", true, "1", "id", "of today"),
            SeenServer.silent("s2", "no SSH connection", true),
            SeenServer.silent("s3", "no SSH connection", true));
    var seen = new SeenQuorum("consul", servers, new TreeMap<>(), new TreeSet<>(), new TreeMap<>());
    var lost = new RecoveryPlans(SITE, "acme-1", "digest").lostMajority(List.of(seen));
    assertThat(GivenAgain.told(stopped, lost, SITE).resume().orElseThrow())
        .startsWith("holdfast recover --lost s2,s3   #")
        .contains("stay off");
  }
}
