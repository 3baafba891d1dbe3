package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.ComponentFile;
import io.holdfast.bundle.manifest.ComponentKind;
import io.holdfast.bundle.manifest.Hop;
import io.holdfast.bundle.manifest.Licence;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.manifest.Undo;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Way;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A bundle that leads to its versions by stops: where the next run leads.
class StagedUpgradeTest {
  private static final String DIGEST = "a".repeat(64);
  private static final Release AT_1_9 = Release.NEW.with("nomad", "1.9.7");
  private static final Hop STOP_1_10 = stop("nomad-1.10", "1.10.5");
  private static final Hop STOP_1_11 = stop("nomad-1.11", "1.11.3");
  private static final Manifest BUNDLE = bundle(STOP_1_10, STOP_1_11);

  @Test
  void anUpgradeLeadsToTheFirstStopAndNamesWhatIsAhead() {
    assertThat(leg(Plan.Verb.UPGRADE, AT_1_9).way())
        .contains(new Way("nomad-1.10", List.of("nomad-1.11", "shop 2.1")));
  }

  @Test
  void eachStopLeadsToTheNextAndTheLastOneToTheEnd() {
    var at = AT_1_9;
    for (var version : List.of("1.10.5", "1.11.3", "2.0.5")) {
      var leg = leg(Plan.Verb.UPGRADE, at);
      assertThat(version(leg.manifest())).isEqualTo(version);
      at = at.with("nomad", version(leg.manifest()));
    }
    assertThat(leg(Plan.Verb.UPGRADE, at).way()).isEmpty();
  }

  @Test
  void aStopThatNobodyNeedsIsPassedBy() {
    var bundle = bundle(stop("nomad-1.10.4", "1.10.4"), STOP_1_10, STOP_1_11);
    assertThat(leg(Plan.Verb.UPGRADE, bundle, standing(AT_1_9)).way())
        .contains(new Way("nomad-1.10", List.of("nomad-1.11", "shop 2.1")));
    assertThat(leg(Plan.Verb.UPGRADE, BUNDLE, standing(Release.NEW.with("nomad", "2.0.4"))).way())
        .isEmpty();
  }

  @Test
  void whatStoppedInTheMiddleOfAStopGoesToThatStop() {
    var standing = new TreeMap<>(standing(AT_1_9));
    standing.put("s1", host("s1", AT_1_9.with("nomad", "1.10.5")));
    assertThat(leg(Plan.Verb.UPGRADE, BUNDLE, standing).way().map(Way::stop))
        .contains("nomad-1.10");
  }

  @Test
  void everyOtherVerbKeepsToTheStopAtWhichTheSiteStands() {
    var standing = new TreeMap<>(standing(AT_1_9.with("nomad", "1.10.5")));
    standing.remove("w2");
    for (var verb : List.of(Plan.Verb.APPLY, Plan.Verb.REPLACE)) {
      assertThat(leg(verb, BUNDLE, standing).way())
          .contains(new Way("nomad-1.10", List.of("nomad-1.11", "shop 2.1")));
    }
    assertThat(leg(Plan.Verb.APPLY, Release.NEW).way()).isEmpty();
  }

  @Test
  void aSiteThatIsNewOrGoesBackHasNoStops() {
    assertThat(leg(Plan.Verb.INSTALL, BUNDLE, empty()).way()).isEmpty();
    assertThat(leg(Plan.Verb.ROLLBACK, AT_1_9).way()).isEmpty();
  }

  /// An older balancer is no stop to go back to.
  @Test
  void aStopOfAComponentWithoutRulesIsNotGoneBackTo() {
    var bundle =
        bundle(new Hop("haproxy-first", List.of(component("haproxy", "3.0.10", List.of()))));
    assertThat(leg(Plan.Verb.APPLY, bundle, standing(Release.NEW)).way()).isEmpty();
    assertThat(leg(Plan.Verb.UPGRADE, bundle, standing(Release.NEW)).way()).isEmpty();
  }

  /// Nobody is brought half-way to where no way leads.
  @Test
  void stopsThatDoNotLeadAllTheWayLeadNowhere() {
    var bundle = bundle(STOP_1_10);
    var standing = standing(AT_1_9);
    var leg = leg(Plan.Verb.UPGRADE, bundle, standing);
    assertThat(leg.way()).isEmpty();
    assertThatThrownBy(() -> Planner.plan(input(Plan.Verb.UPGRADE, leg.manifest(), standing)))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused ->
                assertThat(refused.problems().getFirst().toText())
                    .contains("HF-VER-001", "1.9.7 -> 1.10.5 -> 1.11.3 -> 2.0.5")
                    .contains("that this bundle carries (1.10.5) do not lead all the way"));
  }

  @Test
  void thePlanSaysWhereItLeads() {
    var standing = standing(AT_1_9);
    var leg = leg(Plan.Verb.UPGRADE, BUNDLE, standing);
    var plan =
        Planner.plan(input(Plan.Verb.UPGRADE, leg.manifest(), standing))
            .along(leg.way().orElseThrow());
    assertThat(plan.changes().values())
        .allSatisfy(change -> assertThat(change.to().get("nomad")).startsWith("1.10.5-"));
    assertThat(Json.read(Json.canonical(plan), Plan.class)).isEqualTo(plan);
    assertThat(plan.withStages(List.of()).way()).isEqualTo(leg.way());
  }

  private static StagedUpgrade.Leg leg(Plan.Verb verb, Release at) {
    return leg(verb, BUNDLE, standing(at));
  }

  private static StagedUpgrade.Leg leg(
      Plan.Verb verb, Manifest bundle, Map<String, HostReading> standing) {
    return new StagedUpgrade(input(verb, bundle, standing), StagedUpgradeTest::desired).next();
  }

  private static PlanInput input(
      Plan.Verb verb, Manifest manifest, Map<String, HostReading> standing) {
    return new PlanInput(
        verb,
        RollbackPlans.NOMAD,
        "acme-1",
        "site-digest",
        manifest,
        "bundle-digest",
        desired(manifest).stream().filter(host -> standing.containsKey(host.host())).toList(),
        standing,
        text -> text.sha256(),
        operations -> operations.stream().map(_ -> false).toList(),
        List.of(),
        verb == Plan.Verb.ROLLBACK ? Stays.goingBack(RollbackPlans.NOMAD.engine()) : Stays.NONE);
  }

  private static List<DesiredHost> desired(Manifest manifest) {
    var release = Release.NEW;
    for (var component : manifest.components()) {
      release = release.with(component.name(), component.version());
    }
    return release.desired(RollbackPlans.NOMAD);
  }

  private static Map<String, HostReading> standing(Release release) {
    return release.standing(RollbackPlans.NOMAD);
  }

  private static HostReading host(String name, Release release) {
    return Objects.requireNonNull(standing(release).get(name));
  }

  private static Map<String, HostReading> empty() {
    var empty = new TreeMap<String, HostReading>();
    RollbackPlans.NOMAD
        .hosts()
        .forEach(
            host ->
                empty.put(
                    host.name(),
                    PracticePlans.reading(
                        new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>())));
    return empty;
  }

  private static String version(Manifest manifest) {
    return manifest.component("nomad").orElseThrow().version();
  }

  private static Hop stop(String name, String version) {
    return new Hop(name, List.of(component("nomad", version, List.of())));
  }

  private static Manifest bundle(Hop... stops) {
    return new Manifest(
        "holdfast/manifest/1",
        "shop",
        "2.1",
        "nomad",
        List.of(component("haproxy", "3.0.11", List.of()), component("nomad", "2.0.5", List.of())),
        List.of(stops),
        List.of(),
        VendorSettings.none(),
        List.of(new Blob(DIGEST, 3, List.of(DIGEST))));
  }

  private static Component component(String name, String version, List<String> upgradesFrom) {
    return new Component(
        name,
        ComponentKind.TREE,
        version,
        "linux",
        "amd64",
        new Licence("a licence", DIGEST),
        "a test",
        upgradesFrom,
        Undo.LINK,
        List.of(new ComponentFile("bin/" + name, "0755", DIGEST, 3)),
        List.of(),
        List.of());
  }
}
