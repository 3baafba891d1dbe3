package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StalePlanTest {
  private static Plan plan(String hostDigest, String title) {
    return plan("b", hostDigest, title);
  }

  private static Plan plan(String bundle, String hostDigest, String title) {
    var step = new Step("/a/s1/b", "s1", title, new Step.Operate("test", new TreeMap<>()), true, 1);
    return new Plan(
        Plan.SCHEMA,
        "acme-1",
        "acme",
        Plan.Verb.UPGRADE,
        new Plan.Basis(bundle, "s", new TreeMap<>(Map.of("s1", hostDigest)), new TreeMap<>()),
        new TreeMap<>(),
        List.of(new Stage.Sequence("/a", "A", List.of(step), List.of())));
  }

  @Test
  void takesAPlanThatWouldBeMadeAgain() {
    assertThatCode(() -> StalePlan.requireFresh(plan("1", "Swap"), plan("1", "Swap")))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesStepsThatNobodyPlanned() {
    assertThatThrownBy(() -> StalePlan.requireFresh(plan("1", "Other"), plan("1", "Swap")))
        .hasMessageContaining("HF-RUN-001")
        .hasMessageContaining("its steps are not those that would be planned now");
  }

  private static Step swap(String host) {
    return new Step(
        "/a/" + host + "/b", host, "Swap", new Step.Operate("test", new TreeMap<>()), true, 1);
  }

  private static Plan of(List<String> hosts, List<String> absent, Step... steps) {
    var digests = new TreeMap<String, String>();
    hosts.forEach(host -> digests.put(host, "1"));
    return new Plan(
        Plan.SCHEMA,
        "acme-1",
        "acme",
        Plan.Verb.UPGRADE,
        new Plan.Basis("b", "s", digests, new TreeMap<>()),
        new TreeMap<>(),
        List.of(new Stage.Sequence("/a", "A", List.of(steps), List.of())),
        Optional.empty(),
        absent.isEmpty() ? Optional.empty() : Optional.of(absent));
  }

  @Test
  void judgesAPlanByItsOtherHostsWhereAWorkerGivesNoAnswer() {
    var written = of(List.of("s1", "w1"), List.of(), swap("s1"), swap("w1"));
    var fresh = of(List.of("s1"), List.of("w1"), swap("s1"));
    assertThatCode(() -> StalePlan.requireFresh(written, fresh)).doesNotThrowAnyException();
    var forged = of(List.of("s1", "w1"), List.of(), swap("s1"), swap("s1"), swap("w1"));
    assertThatThrownBy(() -> StalePlan.requireFresh(forged, fresh))
        .hasMessageContaining("its steps are not those that would be planned now");
    assertThatThrownBy(
            () -> StalePlan.requireFresh(written, of(List.of("s1"), List.of(), swap("s1"))))
        .hasMessageContaining("host w1 is gone");
  }

  @Test
  void asksForTheBundleThatThePlanWasMadeWith() {
    assertThatThrownBy(() -> StalePlan.requireFresh(plan("2", "1", "Swap"), plan("1", "1", "Swap")))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            stale -> assertThat(stale.first().fix().getFirst()).startsWith("add --bundle BUNDLE"));
  }

  private static Plan reviewed(String bundle, String siteText) {
    var plan = plan("1", "Swap");
    var basis = plan.basis();
    return plan.copy()
        .basis(new Plan.Basis(bundle, Sha256.of(siteText), basis.hosts(), basis.members()))
        .made();
  }

  @Test
  void carriesOutWhatWasShownUnderTheBundleAndTheSiteFileOfThen() {
    assertThatCode(() -> StalePlan.requireBasis(reviewed("b", "site: a"), "b", "site: a"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> StalePlan.requireBasis(reviewed("b", "site: a"), "b", "site: a "))
        .hasMessageContaining("HF-RUN-001")
        .hasMessageContaining("site.yaml has changed");
    assertThatThrownBy(() -> StalePlan.requireBasis(reviewed("b", "site: a"), "c", "site: a"))
        .hasMessageContaining("the bundle is another one");
  }

  @Test
  void namesTheHostThatHasChanged() {
    assertThatThrownBy(() -> StalePlan.requireFresh(plan("1", "Swap"), plan("2", "Swap")))
        .hasMessageContaining("host s1 has changed");
  }

  private static Plan standing(String copy, List<String> members) {
    var plan = plan(copy, "Swap");
    var basis = plan.basis();
    var change =
        new Plan.HostChange(
            new TreeMap<>(Map.of("consul", copy)), new TreeMap<>(Map.of("consul", "1.15.4-b")));
    return plan.copy()
        .basis(
            new Plan.Basis(
                basis.bundleDigest(),
                basis.siteDigest(),
                basis.hosts(),
                new TreeMap<>(Map.of("consul", members))))
        .changes(new TreeMap<>(Map.of("s1", change)))
        .made();
  }

  @Test
  void saysWhatStandsThereNowAndWhatStoodThereThen() {
    var three = List.of("s1", "s2", "s3");
    assertThatThrownBy(
            () ->
                StalePlan.requireFresh(
                    standing("1.15.2-a", three), standing("1.15.3-c", List.of("s1"))))
        .hasMessageContaining("host s1 has changed: consul is 1.15.3-c, was 1.15.2-a")
        .hasMessageContaining("consul had s1, s2, s3, has s1");
    assertThatThrownBy(() -> StalePlan.requireFresh(plan("1", "Swap"), plan("2", "Swap")))
        .hasMessageContaining("a managed file, a package or its identity is another one");
  }

  @Test
  void namesThePartWhoseStepsAreOthers() {
    assertThatThrownBy(() -> StalePlan.requireFresh(plan("1", "Other"), plan("1", "Swap")))
        .hasMessageContaining("first at /a")
        .isInstanceOfSatisfying(
            HoldfastException.class,
            stale ->
                assertThat(stale.first().fix().getFirst()).startsWith("holdfast plan --out FILE"));
  }
}
