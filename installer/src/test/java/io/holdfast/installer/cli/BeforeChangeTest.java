package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.preflight.Skip;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeforeChangeTest {
  @TempDir private Path state;

  private static Step step(String host, Action... actions) {
    return new Step(
        "/x/" + host + "/swap", host, "change", new Step.OnHost(List.of(actions)), true, 1);
  }

  private static Action swap(String component) {
    return new Action.SwitchCopy("/opt/holdfast", component, component + "-1");
  }

  @Test
  void looksAtTheComponentsThatThePlanChangesAlsoWhereOnlyTheirFilesDo() {
    var basis = new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>());
    var same = new TreeMap<>(Map.of("consul", "consul-1", "agent", "agent-1"));
    var changes =
        new TreeMap<>(
            Map.of(
                "s1", new Plan.HostChange(same, same),
                "s2", new Plan.HostChange(same, same)));
    var reload = new Action.Unit("haproxy.service", Action.UnitVerb.RELOAD);
    var stage =
        new Stage.Everywhere(
            "/x", "Change", List.of(step("s1", swap("consul")), step("w1", reload)), List.of());
    var plan =
        new Plan(Plan.SCHEMA, "acme-1", "acme", Plan.Verb.APPLY, basis, changes, List.of(stage));
    assertThat(BeforeChange.changed(plan))
        .containsExactlyEntriesOf(new TreeMap<>(Map.of("s1", new TreeSet<>(Set.of("consul")))));
  }

  @Test
  void takesWhatWasSkippedWithAReasonOnceForAnsweredFor() {
    var folder = SiteFolder.of(state, "acme");
    var skipped = "HF-PRE-034@w1=the vendor knows";
    var run = new KeptRuns(folder).add("install", "1", 0);
    run.saveAbout(
        new RunFolder.About(
            run.runId(),
            "install",
            "owner",
            "d",
            "demo",
            "1",
            "",
            1,
            Optional.of(List.of(skipped)),
            Optional.empty()));
    assertThat(BeforeChange.answeredFor(folder)).containsExactly(Skip.parse(skipped));
  }
}
