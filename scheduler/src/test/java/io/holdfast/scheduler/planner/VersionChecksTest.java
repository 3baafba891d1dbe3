package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.bundle.manifest.Hop;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.scheduler.sim.UnbuiltBundle;
import io.holdfast.scheduler.version.VersionRules;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class VersionChecksTest {

  private final Site site =
      SiteReader.read(
          "site.yaml",
          """
          site: acme
          engine: nomad
          access: {user: ops, keyFile: id, sudo: password}
          vault: {keyFile: vault.key}
          hosts:
            - {name: s1, address: 10.0.0.1, roles: [server]}
            - {name: s2, address: 10.0.0.2, roles: [server]}
            - {name: s3, address: 10.0.0.3, roles: [server]}
            - {name: w1, address: 10.0.0.4, roles: [worker]}
          """);

  @Test
  void refusesTheOneJumpFromNomad165To205AndNamesTheStages() {
    var refused = refusal("1.6.5", "2.0.5");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.problems()).hasSize(1);
    assertThat(refused.first().id()).isEqualTo(ProblemId.JUMP_REFUSED);
    assertThat(refused.first().toText())
        .contains("Nomad cannot go from 1.6.5 to 2.0.5 in one jump")
        .contains("nomad stands at 1.6.5 on s1, s2, s3, w1")
        .contains("1.6.5 -> 1.8.4 -> 1.9.7 -> 1.10.5 -> 1.11.3 -> 2.0.5");
  }

  @Test
  void saysWhichStopsTheBundleCarries() {
    var stop = new Hop("nomad-1.11", List.of(UnbuiltBundle.component("nomad", "1.11.3")));
    var withStops =
        UnbuiltBundle.of("demo", "1", List.of(UnbuiltBundle.component("nomad", "2.0.5")), stop);
    assertThat(refusal(standing("1.9.7"), withStops, desired("2.0.5")).first().toText())
        .contains("1.9.7 -> 1.10.5 -> 1.11.3 -> 2.0.5")
        .contains("this bundle carries the stops 1.11.3");
  }

  @Test
  void refusesABadReleaseOnceAlsoWhereNothingStands() {
    for (var standing : List.of(standing("1.8.4"), Map.<String, HostReading>of())) {
      var refused = refusal(standing, manifest("1.9.2", List.of()), desired("1.9.2"));
      assertThat(refused.problems())
          .extracting(Problem::id)
          .containsExactly(ProblemId.RELEASE_REFUSED);
      assertThat(refused.first().toText())
          .contains("Nomad 1.9.2 is refused: it can lose the whole state")
          .contains("hashicorp/nomad issue 24411")
          .contains("a bundle with Nomad 1.9.7 or a newer release");
    }
  }

  @Test
  void refusesEachBadReleaseOfEachProductWithItsReason() {
    for (var product : VersionRules.PRODUCTS) {
      var rules = VersionRules.of(product).orElseThrow();
      for (var bad : rules.data().refused()) {
        var version = bad.from() + (bad.edition().isPresent() ? "+ent" : "");
        var desired = desired(product, host -> version);
        var refused = refusal(Map.of(), manifest(product, version, List.of()), desired);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.first().toText())
            .contains("HF-VER-002")
            .contains(rules.title() + " " + version + " is refused")
            .contains(bad.reason(), bad.source(), bad.take());
      }
    }
  }

  @Test
  void refusesToInstallWhatIsTooOldForItsConfigurationBeforeAnyHostIsTouched() {
    var refused = refusal(Map.of(), manifest("1.6.5", List.of()), desired("1.6.5"));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.problems())
        .extracting(Problem::id)
        .containsExactly(ProblemId.RELEASE_TOO_OLD);
    assertThat(refused.first().toText())
        .contains("Nomad 1.6.5 is too old to be installed, the oldest release is 1.7.0: the identi")
        .contains("new on s1, s2, s3, w1; by Nomad's changelog")
        .contains("a bundle with Nomad 1.7.0 or a newer release");
    var consul = desired("consul", host -> "1.8.7");
    assertThatCode(() -> plan(Map.of(), manifest("consul", "1.8.7", List.of()), consul))
        .doesNotThrowAnyException();
  }

  @Test
  void letsWhatStandsGoOnAtAnOldRelease() {
    assertThatCode(() -> plan(standing("1.6.4"), manifest("1.6.5", List.of()), desired("1.6.5")))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesAJumpOfConsulThatIsTooFar() {
    var desired = desired("consul", host -> "1.15.4");
    var standing = PracticePlans.standing(desired("consul", host -> "1.12.9"));
    assertThat(refusal(standing, manifest("consul", "1.15.4", List.of()), desired).first().toText())
        .contains("Consul cannot go from 1.12.9 to 1.15.4 in one jump")
        .contains("1.12.9 -> 1.14.11 -> 1.15.4");
  }

  @Test
  void leavesAClusterAloneThatAlreadyRunsABadRelease() {
    assertThatCode(() -> plan(standing("1.9.2"), manifest("1.9.2", List.of()), desired("1.9.2")))
        .doesNotThrowAnyException();
    assertThatCode(() -> plan(standing("1.9.2"), manifest("1.9.7", List.of()), desired("1.9.7")))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesAnOlderReleaseAndSaysHowToGoOn() {
    var refused = refusal("2.0.5", "2.0.4");
    assertThat(refused.first().id()).isEqualTo(ProblemId.WAY_BACK_REFUSED);
    assertThat(refused.first().toText())
        .contains("Nomad does not go back from 2.0.5 to 2.0.4")
        .contains("holdfast resume");
  }

  @Test
  void takesUpASiteThatStoppedHalfWay() {
    var half = standing(host -> host.equals("s1") || host.equals("w1") ? "2.0.5" : "2.0.4");
    assertThatCode(() -> plan(half, manifest("2.0.5", List.of()), desired("2.0.5")))
        .doesNotThrowAnyException();
  }

  @Test
  void tellsEachVersionThatStandsByItself() {
    var mixed = standing(host -> host.equals("w1") ? "1.5.12" : "1.8.4");
    var refused = refusal(mixed, manifest("1.9.7", List.of()), desired("1.9.7"));
    assertThat(refused.problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.toText())
                    .contains("stands at 1.5.12 on w1")
                    .contains("1.5.12 -> 1.7.7 -> 1.8.4 -> 1.9.7"));
  }

  @Test
  void holdsToWhatTheVendorWroteAndReadsPrefixesByWholeNumbers() {
    var narrow = manifest("2.0.5", List.of("2.0.4"));
    assertThatCode(() -> plan(standing("2.0.4"), narrow, desired("2.0.5")))
        .doesNotThrowAnyException();
    var refused = refusal(standing("2.0.1"), narrow, desired("2.0.5"));
    assertThat(refused.first().toText())
        .contains("HF-VER-001")
        .contains("By the bundle, nomad 2.0.5 may follow 2.0.4 only")
        .contains("stands at 2.0.1");
    var one = manifest("1.11.3", List.of("1.1"));
    assertThat(refusal(standing("1.10.5"), one, desired("1.11.3")).first().what())
        .contains("may follow 1.1 only");
  }

  @Test
  void followsTheVendorWhereTheRulesDoNotKnowARelease() {
    var silent = refusal("2.0.5", "3.1.0");
    assertThat(silent.first().toText())
        .contains("this Holdfast knows no rules for Nomad 3.1.0")
        .contains("upgradesFrom");
    assertThatCode(
            () -> plan(standing("2.0.5"), manifest("3.1.0", List.of("2.0")), desired("3.1.0")))
        .doesNotThrowAnyException();
  }

  private HoldfastException refusal(String from, String to) {
    return refusal(standing(from), manifest(to, List.of()), desired(to));
  }

  private HoldfastException refusal(
      Map<String, HostReading> standing, Manifest manifest, List<DesiredHost> desired) {
    return catchThrowableOfType(HoldfastException.class, () -> plan(standing, manifest, desired));
  }

  private Plan plan(
      Map<String, HostReading> standing, Manifest manifest, List<DesiredHost> desired) {
    return PracticePlans.plan(
        site, manifest, Plan.Verb.UPGRADE, desired, standing, operation -> false);
  }

  private Map<String, HostReading> standing(String version) {
    return standing(host -> version);
  }

  private Map<String, HostReading> standing(Function<String, String> version) {
    return PracticePlans.standing(desired(version));
  }

  private List<DesiredHost> desired(String version) {
    return desired(host -> version);
  }

  private List<DesiredHost> desired(Function<String, String> version) {
    return desired("nomad", version);
  }

  private List<DesiredHost> desired(String component, Function<String, String> version) {
    var hosts = new ArrayList<DesiredHost>();
    for (var host : site.hosts()) {
      var copies = new TreeMap<String, DesiredCopy>();
      copies.put(
          component,
          PracticePlans.copy(
              component,
              DesiredCopy.Kind.TREE,
              version.apply(host.name()),
              "holdfast-" + component + ".service",
              List.of()));
      hosts.add(new DesiredHost(host.name(), copies, List.of()));
    }
    return hosts;
  }

  private static Manifest manifest(String version, List<String> upgradesFrom) {
    return manifest("nomad", version, upgradesFrom);
  }

  private static Manifest manifest(String component, String version, List<String> upgradesFrom) {
    return UnbuiltBundle.of(
        "demo", "1", List.of(UnbuiltBundle.component(component, version, upgradesFrom)));
  }
}
