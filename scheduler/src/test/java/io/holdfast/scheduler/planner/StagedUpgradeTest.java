package io.holdfast.scheduler.planner;

import static io.holdfast.scheduler.sim.UnbuiltBundle.component;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.Hop;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Leg;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.scheduler.sim.UnbuiltBundle;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A bundle that leads to its versions by stops.
class StagedUpgradeTest {
  private static final Release AT_1_9 = Release.NEW.with("nomad", "1.9.7");
  private static final Release STANDING_3_0_1 = Release.NEW.with("haproxy", "3.0.1");
  private static final Hop STOP_1_10 = stop("nomad-1.10", "1.10.5");
  private static final Hop STOP_1_11 = stop("nomad-1.11", "1.11.3");
  private static final Manifest BUNDLE = bundle(STOP_1_10, STOP_1_11);

  @Test
  void leadsToTheFirstStopAndNamesWhatIsAhead() {
    assertThat(first(BUNDLE, standing(AT_1_9)))
        .contains(new Leg("nomad-1.10", List.of("nomad-1.11", "shop 2.1")));
  }

  @Test
  void eachStopLeadsToTheNextAndTheLastOneToTheEnd() {
    assertThat(first(BUNDLE, standing(AT_1_9.with("nomad", "1.10.5"))))
        .contains(new Leg("nomad-1.11", List.of("shop 2.1")));
    assertThat(first(BUNDLE, standing(AT_1_9.with("nomad", "1.11.3")))).isEmpty();
    assertThat(first(BUNDLE, standing(Release.NEW))).isEmpty();
  }

  @Test
  void aStopThatNobodyNeedsIsPassedBy() {
    var bundle = bundle(stop("nomad-1.10.4", "1.10.4"), STOP_1_10, STOP_1_11);
    assertThat(first(bundle, standing(AT_1_9)))
        .contains(new Leg("nomad-1.10", List.of("nomad-1.11", "shop 2.1")));
    assertThat(first(BUNDLE, standing(Release.NEW.with("nomad", "2.0.4")))).isEmpty();
  }

  @Test
  void whatStoppedInTheMiddleOfAStopGoesToThatStop() {
    var standing = new TreeMap<>(standing(AT_1_9));
    standing.put("s1", host("s1", AT_1_9.with("nomad", "1.10.5")));
    assertThat(first(BUNDLE, standing).map(Leg::stop)).contains("nomad-1.10");
  }

  /// A stop with a release that is refused, or with an older balancer than the one that stands.
  @Test
  void aStopThatIsRefusedOrTakesSomethingBackIsNoWay() {
    assertThat(
            first(
                bundle(stop("bad", "1.9.2"), STOP_1_11),
                standing(Release.NEW.with("nomad", "1.8.4"))))
        .isEmpty();
    var older =
        new Hop("older", List.of(component("haproxy", "3.0.10"), component("nomad", "1.10.5")));
    assertThat(first(bundle(older, STOP_1_11), standing(AT_1_9))).isEmpty();
  }

  @Test
  void aSiteThatIsNewNeedsNoStop() {
    assertThat(first(BUNDLE, empty())).isEmpty();
  }

  @Test
  void thePlannerSaysWhyStopsThatDoNotLeadAllTheWayAreNotBegun() {
    var bundle = bundle(STOP_1_10);
    var standing = standing(AT_1_9);
    assertThat(first(bundle, standing)).isEmpty();
    assertThatThrownBy(() -> Planner.plan(input(bundle, standing)))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused ->
                assertThat(refused.problems().getFirst().toText())
                    .contains("HF-VER-001", "1.9.7 -> 1.10.5 -> 1.11.3 -> 2.0.5")
                    .contains("carries the stops 1.10.5: holdfast upgrade goes by them where"));
  }

  /// A host that is new does not run ahead of its servers.
  @Test
  void atAStopANewHostGetsWhatTheOthersHave() {
    var standing = new TreeMap<>(standing(AT_1_9.with("nomad", "1.10.5")));
    standing.put("w2", Objects.requireNonNull(empty().get("w2")));
    var way = new StagedUpgrade(input(BUNDLE, standing), StagedUpgradeTest::desired);
    var leg = way.to("nomad-1.10");
    assertThat(leg).isEqualTo(new Leg("nomad-1.10", List.of("nomad-1.11", "shop 2.1")));
    var plan = Planner.plan(input(BUNDLE.at(leg.stop()).orElseThrow(), standing)).along(leg);
    assertThat(plan.changes().values())
        .allSatisfy(change -> assertThat(change.to().get("nomad")).startsWith("1.10.5-"));
    assertThat(Objects.requireNonNull(plan.changes().get("w2")).from()).isEmpty();
    assertThat(Json.read(Json.canonical(plan), Plan.class)).isEqualTo(plan);
    assertThat(plan.withStages(List.of()).leg()).contains(leg);
  }

  @Test
  void nothingIsAheadOfAStopFromWhichNothingLeadsOn() {
    var way =
        new StagedUpgrade(input(bundle(STOP_1_10), standing(AT_1_9)), StagedUpgradeTest::desired);
    assertThat(way.to("nomad-1.10").ahead()).isEmpty();
    assertThat(way.to("nomad-1.10").reached()).isEqualTo("The site stands at the stop nomad-1.10");
  }

  /// One server is beyond it already, and nothing leads back.
  @Test
  void aStopThatAServerHasLeftTakesThatServerBack() {
    var stop = BUNDLE.at("nomad-1.10").orElseThrow();
    var standing = new TreeMap<>(standing(AT_1_9.with("nomad", "1.10.5")));
    assertThat(input(stop, standing).takesBack()).isFalse();
    standing.put("s1", host("s1", AT_1_9.with("nomad", "1.11.3")));
    assertThat(input(stop, standing).takesBack()).isTrue();
  }

  /// The vendor says of each version which ones it may follow: the farthest stop leads nowhere.
  @Test
  void goesByANearerStopWhereTheFartherOneIsADeadEnd() {
    var bundle =
        balancers(
            "3.0.11 after 3.0.4", "3.0.2 after 3.0.1", "3.0.3 after 3.0.1", "3.0.4 after 3.0.2");
    assertThat(first(bundle, standing(STANDING_3_0_1)))
        .contains(new Leg("3.0.2", List.of("3.0.4", "shop 2.1")));
  }

  @Test
  void goesByTheFewestLegsAndOfWaysAsShortByTheFartherStop() {
    var longer =
        balancers(
            "3.0.11 after 3.0.2 3.0.4",
            "3.0.2 after 3.0.1",
            "3.0.3 after 3.0.1",
            "3.0.4 after 3.0.3");
    assertThat(first(longer, standing(STANDING_3_0_1)))
        .contains(new Leg("3.0.2", List.of("shop 2.1")));
    var equal =
        balancers(
            "3.0.11 after 3.0.2 3.0.3 3.0.4",
            "3.0.2 after 3.0.1",
            "3.0.3 after 3.0.1",
            "3.0.4 after 3.0.2");
    assertThat(first(equal, standing(STANDING_3_0_1)))
        .contains(new Leg("3.0.3", List.of("shop 2.1")));
  }

  @Test
  void findsTheWayThroughTwentyStopsOneByOne() {
    var stops =
        IntStream.rangeClosed(2, 21)
            .mapToObj(at -> "3.0.%d after 3.0.%d".formatted(at, at - 1))
            .toArray(String[]::new);
    var leg = first(balancers("3.0.22 after 3.0.21", stops), standing(STANDING_3_0_1));
    assertThat(leg.orElseThrow().stop()).isEqualTo("3.0.2");
    assertThat(leg.orElseThrow().ahead()).hasSize(20).startsWith("3.0.3").endsWith("shop 2.1");
  }

  private static Optional<Leg> first(Manifest bundle, Map<String, HostReading> standing) {
    return new StagedUpgrade(input(bundle, standing), StagedUpgradeTest::desired).first();
  }

  private static PlanInput input(Manifest manifest, Map<String, HostReading> standing) {
    return new PlanInput(
        Plan.Verb.UPGRADE,
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
        Stays.NONE);
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

  private static Hop stop(String name, String version) {
    return new Hop(name, List.of(component("nomad", version)));
  }

  private static Manifest bundle(Hop... stops) {
    return shop(Stream.of(stops), component("haproxy", "3.0.11"), component("nomad", "2.0.5"));
  }

  /// Load balancers as `VERSION after VERSION ...`: of the bundle itself, then of its stops, which
  /// are named like their version.
  private static Manifest balancers(String end, String... stops) {
    var hops = Stream.of(stops).map(text -> new Hop(text.split(" ")[0], List.of(balancer(text))));
    return shop(hops, balancer(end));
  }

  private static Manifest shop(Stream<Hop> stops, Component... components) {
    return UnbuiltBundle.of("shop", "2.1", List.of(components), stops.toArray(Hop[]::new));
  }

  private static Component balancer(String text) {
    var words = List.of(text.split(" "));
    return component("haproxy", words.getFirst(), words.subList(2, words.size()));
  }
}
