package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Staying;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RollbackLinesTest {
  private static final EarlierBundle EARLIER =
      new EarlierBundle("digest", "demo", "2.1", Optional.empty());

  private static Plan plan() {
    var change =
        new Plan.HostChange(
            new TreeMap<>(Map.of("haproxy", "3.0.11-b", "consul", "1.20.5-b", "nomad", "2.0.5-b")),
            new TreeMap<>(Map.of("haproxy", "3.0.10-a", "consul", "1.20.5-a", "nomad", "2.0.5-b")));
    var deploy = new Step.Operate("nomad.deploy-service", new TreeMap<>());
    var services =
        new Stage.Sequence(
            "/services",
            "Deploy the services",
            List.of(new Step("/services/web/s1/deploy", "s1", "deploy web", deploy, true, 1)),
            List.of());
    var nomad =
        new Staying(
            "nomad",
            new TreeMap<>(Map.of("2.0.5", List.of("s1", "s2"))),
            "2.0.4",
            "an older one may not be able to read it",
            "Nomad's documentation");
    return KeptRuns.plan()
        .copy()
        .verb(Plan.Verb.ROLLBACK)
        .changes(new TreeMap<>(Map.of("s1", change, "s2", change)))
        .stages(List.of(services))
        .stays(List.of(nomad))
        .made();
  }

  @Test
  void tellWhatGoesBackWhatStaysAndWhatNoWayBackBrings() {
    assertThat(RollbackLines.of(plan(), EARLIER))
        .containsExactly(
            "Back to demo 2.1, which stood before the last upgrade.",
            "  Goes back:",
            "    consul 1.20.5, its configuration, on s1, s2",
            "    haproxy 3.0.11 -> 3.0.10 on s1, s2",
            "    deploy web, as in this bundle",
            "  Stays as it is:",
            "    nomad stays at 2.0.5 on s1, s2; the bundle has 2.0.4",
            "      an older one may not be able to read it",
            "      by Nomad's documentation",
            "    what Consul, Nomad and the services hold: a way back takes nothing out of it.",
            "  A saved state comes back by holdfast restore SNAPSHOT alone; what was written after"
                + " it is lost then.");
  }

  @Test
  void saySoWhereNothingIsLeftToGoBack() {
    var done = plan().withStages(List.of());
    assertThat(RollbackLines.of(done, EARLIER))
        .startsWith(
            "Back to demo 2.1, which stood before the last upgrade.",
            "  Goes back:",
            "    nothing: there is nothing to do.",
            "  Stays as it is:",
            "    nomad stays at 2.0.5 on s1, s2; the bundle has 2.0.4");
    assertThat(RollbackLines.goesBack(done)).isEmpty();
  }

  @Test
  void sayOfEachComponentWhyNothingGoesBack() {
    var refused = RollbackLines.nothingGoesBack(EARLIER, plan().stays().orElseThrow());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.first().toText())
        .contains("HF-RUN-031", "Nothing that stands goes back to demo 2.1")
        .contains("nomad stays at 2.0.5 on s1, s2; the bundle has 2.0.4")
        .contains("holdfast restore   # lists", "holdfast upgrade --bundle BUNDLE");
  }
}
