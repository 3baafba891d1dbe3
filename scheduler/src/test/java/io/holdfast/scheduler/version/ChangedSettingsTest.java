package io.holdfast.scheduler.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.text.FreeJson;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ChangedSettingsTest {
  private static FreeJson settings(String json) {
    return FreeJson.of((ObjectNode) Json.readTree(json));
  }

  private static List<String> gone(String version, String json) {
    return ChangedSettings.gone("nomad", version, settings(json));
  }

  private static List<String> all(String component, String version, String json) {
    return ChangedSettings.all(Map.of(component, version), Map.of(component, settings(json)));
  }

  @Test
  void namesKeyReleaseAndWhatToWriteInstead() {
    assertThat(gone("2.1.0", "{\"server\":{\"retry_join\":[\"a\"],\"encrypt\":\"x\"}}"))
        .containsExactly(
            "Nomad 2.1.0 has no setting server.retry_join since 2.1.0: write server.server_join.retry_join");
    assertThat(gone("2.0.5", "{\"server\":{\"retry_join\":[\"a\"]}}")).isEmpty();
    assertThat(gone("2.1.0", "{\"server\":{\"server_join\":{\"retry_join\":[\"a\"]}}}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"plugin\":{\"raw_exec\":{\"config\":{\"no_cgroups\":true}}}}|1",
        "{\"plugin\":[{\"docker\":{}},{\"raw_exec\":[{\"config\":{\"no_cgroups\":false}}]}]}|1",
        "{\"plugin\":{\"raw_exec\":{\"config\":{\"no_cgroups\":null}}}}|0",
        "{\"plugin\":{\"docker\":{\"config\":{\"no_cgroups\":true}}}}|0",
        "{\"plugin\":\"raw_exec.config.no_cgroups\"}|0"
      })
  void findsABlockAlsoWhereItStandsInAListAndNothingThatIsTakenAway(String json, int found) {
    assertThat(gone("1.8.4", json)).hasSize(found);
  }

  @Test
  void warnsOfWhatIsDeprecatedUntilItIsGone() {
    assertThat(all("nomad", "1.11.3", "{\"server\":{\"raft_boltdb\":{}}}")).isEmpty();
    assertThat(all("nomad", "2.0.5", "{\"server\":{\"raft_boltdb\":{}}}"))
        .containsExactly(
            "Nomad 2.0.5 calls the setting server.raft_boltdb deprecated: write server.raft_logstore.boltdb");
    assertThat(all("nomad", "2.0.5", "{\"server\":{\"start_join\":[]}}"))
        .singleElement()
        .asString()
        .contains("deprecated, 2.1.0 will not have it");
    assertThat(all("nomad", "2.1.0", "{\"server\":{\"start_join\":[]}}"))
        .singleElement()
        .asString()
        .contains("has no setting server.start_join");
  }

  @Test
  void readsANameThatHasADotItself() {
    var json = "{\"telemetry\":{\"disable_compat_1.9\":true}}";
    assertThat(all("consul", "1.12.9", json)).singleElement().asString().contains("deprecated");
    assertThat(all("consul", "1.15.4", json)).singleElement().asString().contains("since 1.13.0");
  }

  @Test
  void saysNothingOfOtherComponentsOrOfATextThatIsNoVersion() {
    assertThat(all("docker", "26.1.5", "{\"live-restore\":true}")).isEmpty();
    assertThat(gone("latest", "{\"server\":{\"retry_join\":[]}}")).isEmpty();
  }

  @Test
  void aKeyNeedsAReleaseAndASource() {
    var since = Optional.of("1.0.0");
    assertThatThrownBy(
            () -> new ChangedKey("a", Optional.empty(), Optional.empty(), "take it out", "b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChangedKey("a", since, Optional.empty(), "take it out", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
