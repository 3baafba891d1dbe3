package io.holdfast.scheduler.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.version.Answer.Allowed;
import io.holdfast.scheduler.version.Answer.Refused;
import io.holdfast.scheduler.version.Answer.Unknown;
import io.holdfast.scheduler.version.Answer.Why;
import io.holdfast.templates.problem.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionRulesTest {
  private static final VersionRules NOMAD = VersionRules.of("nomad").orElseThrow();
  private static final VersionRules CONSUL = VersionRules.of("consul").orElseThrow();

  @Test
  void refusesNomadFrom165To205InOneJumpAndNamesTheStages() {
    var refused = (Refused) NOMAD.jump("1.6.5", "2.0.5");
    assertThat(refused.why()).isEqualTo(Why.TOO_FAR);
    assertThat(refused.reason()).isEqualTo("Nomad cannot go from 1.6.5 to 2.0.5 in one jump");
    assertThat(refused.path())
        .containsExactly("1.6.5", "1.8.4", "1.9.7", "1.10.5", "1.11.3", "2.0.5");
  }

  @Test
  void takesTheStagesThatTheDocumentationOfConsulGivesAsExamples() {
    assertThat(((Refused) CONSUL.jump("1.12.9", "1.15.4")).path())
        .containsExactly("1.12.9", "1.14.11", "1.15.4");
    assertThat(((Refused) CONSUL.jump("1.3.1", "1.12.9")).path())
        .containsExactly("1.3.1", "1.6.10", "1.8.19", "1.10.12", "1.12.9");
  }

  @ParameterizedTest
  @CsvSource({
    "nomad, 2.0.4, 2.0.5",
    "nomad, 1.11.3, 2.0.5",
    "nomad, 1.6.5, 1.8.4",
    "nomad, 1.9.2, 1.9.7",
    "nomad, 1.10.1, 1.10.2",
    "consul, 1.15.3, 1.15.4",
    "consul, 1.13.9, 1.15.8",
    "consul, 1.2.4, 1.6.10",
    "consul, 1.21.4, 2.0.3",
  })
  void allowsWhatIsNear(String product, String from, String to) {
    assertThat(VersionRules.of(product).orElseThrow().jump(from, to)).isInstanceOf(Allowed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "nomad, 1.8.4, 2.0.5",
    "nomad, 1.8.4, 1.10.5",
    "nomad, 1.2.9, 1.4.14",
    "consul, 1.12.9, 1.15.8",
    "consul, 1.2.4, 1.6.9",
    "consul, 1.2.3, 1.6.10",
    "consul, 1.20.6, 2.0.3",
  })
  void refusesWhatIsTooFar(String product, String from, String to) {
    assertThat(VersionRules.of(product).orElseThrow().jump(from, to))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.why()).isEqualTo(Why.TOO_FAR);
              assertThat(refused.path()).hasSizeGreaterThan(2).startsWith(from).endsWith(to);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "nomad, 1.4.0, panic",
    "nomad, 1.5.4, logs of tasks",
    "nomad, 1.7.0, keys are not copied",
    "nomad, 1.7.1, processors",
    "nomad, 1.9.2, lose the whole state",
    "nomad, 1.8.14+ent, followers panic",
    "nomad, 1.8.15+ent, followers panic",
    "nomad, 1.9.10+ent, followers panic",
    "nomad, 1.9.11+ent, followers panic",
    "nomad, 1.10.2+ent, followers panic",
    "nomad, 1.10.3+ent, followers panic",
    "consul, 1.15.0, 72 hours",
    "consul, 1.15.1, 72 hours",
    "consul, 1.16.0, snapshot",
    "consul, 1.16.1, snapshot",
    "consul, 1.16.5, terminating gateways",
    "consul, 1.17.2, terminating gateways",
  })
  void refusesEachBadReleaseWithItsReason(String product, String version, String reason) {
    var rules = VersionRules.of(product).orElseThrow();
    var refused = (Refused) rules.jump(version.replaceFirst("\\.[0-9]+(\\+ent)?$", ".0"), version);
    assertThat(refused.why()).isEqualTo(Why.RELEASE);
    assertThat(refused.reason()).contains(rules.title() + " " + version).contains(reason);
    assertThat(refused.source()).isNotBlank();
  }

  @Test
  void theOtherEditionOfARefusedReleaseIsFree() {
    assertThat(NOMAD.refused("1.10.3")).isEmpty();
    assertThat(NOMAD.refused("1.10.3+ent")).isPresent();
  }

  @Test
  void neverGoesBackEvenToANeighbour() {
    assertThat(((Refused) NOMAD.jump("1.7.5", "1.7.2")).why()).isEqualTo(Why.BACKWARD);
    assertThat(((Refused) CONSUL.jump("2.0.3", "1.22.1")).path()).isEmpty();
  }

  @Test
  void saysThatItDoesNotKnowAReleaseOfTheFutureOrTheFarPast() {
    assertThat(NOMAD.jump("2.0.5", "3.1.0"))
        .isEqualTo(new Unknown("this Holdfast knows no rules for Nomad 3.1.0"));
    assertThat(NOMAD.jump("0.11.8", "1.0.0"))
        .isEqualTo(new Unknown("this Holdfast knows no rules for Nomad 0.11.8"));
    assertThat(NOMAD.jump("latest", "2.0.5")).isInstanceOf(Unknown.class);
    assertThat(NOMAD.jump("3.1.0", "3.1.1")).as("the same line").isInstanceOf(Allowed.class);
  }

  @Test
  void tellsWhatToMindBeforeANewLineAndNothingInsideOne() {
    assertThat(((Allowed) NOMAD.jump("1.9.7", "1.10.5")).mind())
        .anyMatch(line -> line.contains("workload identities"));
    assertThat(((Allowed) NOMAD.jump("1.10.4", "1.10.5")).mind()).isEmpty();
  }

  @Test
  void tellsWhatToMindOfLinesThatAreJumpedOver() {
    assertThat(((Allowed) NOMAD.jump("1.5.12", "1.7.7")).mind())
        .containsExactlyElementsOf(((Allowed) NOMAD.jump("1.5.12", "1.6.5")).mind())
        .isNotEmpty();
    assertThat(((Allowed) NOMAD.jump("1.6.5", "1.7.7")).mind()).isEmpty();
    assertThat(((Allowed) CONSUL.jump("1.18.2", "1.20.6")).mind())
        .anyMatch(line -> line.startsWith("servers must be changed before clients"));
  }

  @Test
  void serversOf19TakeNoClientsOlderThan16AndNoClientIsNewerThanItsServers() {
    assertThat(NOMAD.skew("1.9.7", "1.6.0")).isInstanceOf(Allowed.class);
    assertThat(((Refused) NOMAD.skew("1.9.7", "1.5.12")).reason())
        .isEqualTo("servers of Nomad 1.9.7 take no clients older than 1.6.0, and one is of 1.5.12");
    assertThat(((Refused) NOMAD.skew("1.9.7", "1.10.5")).why()).isEqualTo(Why.SKEW);
    assertThat(NOMAD.skew("3.1.0", "2.0.5")).isInstanceOf(Unknown.class);
  }

  @Test
  void aComponentWithoutRulesHasNone() {
    assertThat(VersionRules.of("docker")).isEmpty();
    assertThat(VersionRules.of("../nomad")).isEmpty();
    assertThat(VersionRules.PRODUCTS)
        .allSatisfy(name -> assertThat(VersionRules.of(name)).isPresent());
  }

  @Test
  void dataThatContradictsItselfIsNotTaken() {
    var text =
        """
        product: toy
        title: Toy
        source: nobody
        lines: [{line: "1.1", stop: "1.2.0"}]
        refused: []
        """;
    assertThatThrownBy(() -> ProductRules.read("toy.yaml", text))
        .isInstanceOf(HoldfastException.class)
        .hasMessageContaining("1.2.0 is no release of 1.1");
    assertThatThrownBy(
            () ->
                ProductRules.read("toy.yaml", text.replace("stop: \"1.2.0\"", "after: [\"1.0\"]")))
        .hasMessageContaining("1.1 follows a line that is not there");
  }

  @Test
  void knowsWhichNomadAndConsulGoTogether() {
    var pairs = VersionPairs.known();
    assertThat(pairs.source("1.11.3", "1.22.1")).isPresent();
    assertThat(pairs.source("2.0.5", "1.15.4"))
        .hasValueSatisfying(by -> assertThat(by).contains("own tests"));
    assertThat(pairs.source("1.6.5", "1.22.1")).isEmpty();
    assertThat(pairs.source("latest", "1.22.1")).isEmpty();
  }

  @Test
  void warnsOfRefusedReleasesAndOfPairsThatNobodyKnows() {
    var bad = Map.of("nomad", "1.9.2", "consul", "1.15.0", "docker", "1");
    assertThat(VersionWarnings.of(List.of(bad), Map.of()))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("Consul 1.15.0 is refused"),
            second ->
                assertThat(second).startsWith("Nomad 1.9.2 is refused").contains("take 1.9.7"),
            third -> assertThat(third).contains("nomad 1.9.2 and consul 1.15.0"));
    assertThat(VersionWarnings.of(List.of(Map.of("nomad", "2.0.5", "consul", "1.15.4")), Map.of()))
        .isEmpty();
  }

  @Test
  void warnsOfStopsThatDoNotFollowEachOther() {
    assertThat(
            VersionWarnings.of(
                List.of(
                    Map.of("nomad", "1.8.4"), Map.of("nomad", "1.9.7"), Map.of("nomad", "1.10.5")),
                Map.of()))
        .isEmpty();
    assertThat(
            VersionWarnings.of(
                List.of(Map.of("nomad", "1.8.4"), Map.of("nomad", "1.10.5")), Map.of()))
        .singleElement()
        .asString()
        .startsWith("Nomad cannot go from 1.8.4 to 1.10.5 in one jump");
  }

  @ParameterizedTest
  @CsvSource({
    "nomad, 1.6.5, true",
    "nomad, 1.6.15+ent, true",
    "nomad, 1.7.0, false",
    "nomad, 2.0.5, false",
    "nomad, latest, false",
    "consul, 1.7.14, true",
    "consul, 1.8.7, false",
  })
  void tellsWhatIsTooOldToBeInstalled(String product, String version, boolean tooOld) {
    var rules = VersionRules.of(product).orElseThrow();
    assertThat(rules.tooOld(version).isPresent()).isEqualTo(tooOld);
    var warnings = VersionWarnings.of(List.of(Map.of(product, version)), Map.of());
    assertThat(warnings.stream().anyMatch(it -> it.contains("is too old"))).isEqualTo(tooOld);
  }

  @Test
  void theGuideNamesTheOldestReleases() throws IOException {
    var guide = Files.readString(Path.of("..", "docs", "version-rules.md"));
    for (var product : VersionRules.PRODUCTS) {
      var least = VersionRules.of(product).orElseThrow().data().least().orElseThrow();
      assertThat(guide).contains("| " + least.release() + " | " + least.reason() + " |");
    }
  }

  @Test
  void theGuideNamesEachRefusedReleaseWithItsReason() throws IOException {
    var guide = Files.readString(Path.of("..", "docs", "version-rules.md"));
    for (var product : VersionRules.PRODUCTS) {
      for (var refused : VersionRules.of(product).orElseThrow().data().refused()) {
        assertThat(guide).contains(refused.from(), refused.reason(), refused.take());
      }
    }
  }

  @Test
  void theGuideNamesEachSettingThatWentOrWillGo() throws IOException {
    var guide = Files.readString(Path.of("..", "docs", "version-rules.md"));
    for (var product : VersionRules.PRODUCTS) {
      for (var key : VersionRules.of(product).orElseThrow().data().keys()) {
        assertThat(guide)
            .contains(
                "`%s` | %s | %s | %s |"
                    .formatted(
                        key.key(),
                        key.deprecated().orElse(""),
                        key.gone().orElse(""),
                        key.instead()));
      }
    }
  }
}
