package io.holdfast.scheduler.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.TextReading;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.SecretText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfigChangesTest {
  private static final String CONFIG = "/opt/holdfast/consul/current/etc/consul.json";
  private static final String UNIT = "/etc/systemd/system/consul.service";
  private static final String SECRETS = "/etc/holdfast/consul/secrets.json";
  private static final String NEW = "a\nb\nc\n";
  private static final String UNIT_TEXT = "[Unit]\n";

  private static DesiredHost host(String name, String config) {
    var copy =
        new DesiredCopy(
            "consul",
            DesiredCopy.Kind.TREE,
            "2",
            List.of(
                new Action.CopyFile(
                    "bin/consul", "0755", Optional.of("a".repeat(64)), Optional.empty()),
                new Action.CopyFile(
                    "etc/consul.json",
                    "0644",
                    Optional.empty(),
                    Optional.of(SecretText.plain(config)))),
            List.of(
                new Action.PlaceFile(UNIT, "0644", "root:root", SecretText.plain(UNIT_TEXT)),
                new Action.PlaceFile(
                    SECRETS, "0640", "root:consul", SecretText.of("k={{secret:consul.gossip}}"))),
            List.of(),
            List.of("consul.service"),
            Optional.empty(),
            List.of(),
            List.of(),
            DesiredCopy.TakesOver.RESTART,
            List.of());
    return new DesiredHost(name, new TreeMap<>(Map.of("consul", copy)), List.of());
  }

  private static HostReading reading(Map<String, String> current, Map<String, String> files) {
    return new HostReading(
        Optional.of("id"),
        "m",
        "b",
        1,
        1,
        1,
        1,
        new TreeMap<>(current),
        new TreeMap<>(),
        new TreeMap<>(files),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        Optional.empty());
  }

  private static HostReading old(Map<String, TextReading> texts) {
    return reading(
            Map.of("consul", "1-aaa"),
            Map.of(UNIT, SecretText.plain(UNIT_TEXT).sha256(), SECRETS, "other"))
        .withTexts(new TreeMap<>(texts));
  }

  private static List<ConfigChange> changes(Map<String, HostReading> readings) {
    var desired = readings.keySet().stream().sorted().map(name -> host(name, NEW)).toList();
    return changes(desired, readings);
  }

  private static List<ConfigChange> changes(
      List<DesiredHost> desired, Map<String, HostReading> readings) {
    return new ConfigChanges(
            "/opt/holdfast",
            SecretText::sha256,
            text -> text.replace("hunter2hunter2", "${secret:x}"))
        .of(desired, readings);
  }

  private static List<String> shown(List<ConfigChange> changes) {
    return ConfigText.of(changes, true).stream().skip(2).toList();
  }

  @Test
  void showsTheSameDifferenceOfSeveralHostsOnce() {
    var texts = Map.of(CONFIG, TextReading.of("a\nx\nc\n"));
    var other = Map.of(CONFIG, TextReading.of("a\nc\n"));
    var found = changes(Map.of("s1", old(texts), "s2", old(other), "s3", old(texts)));
    assertThat(shown(found))
        .containsExactly(
            "  ~ " + SECRETS + "  changed (holds secrets, not shown)  on s1, s2, s3",
            "  ~ " + CONFIG + "  +1 -1  on s1, s3",
            "      @@ -1,3 +1,3 @@",
            "       a",
            "      -x",
            "      +b",
            "       c",
            "  ~ " + CONFIG + "  +1 -0  on s2",
            "      @@ -1,2 +1,3 @@",
            "       a",
            "      +b",
            "       c");
    assertThat(ConfigText.of(found, false))
        .contains(
            "  ~ " + CONFIG + "  +1 -1  on s1, s3", "  holdfast plan --diff   # shows the lines")
        .noneMatch(line -> line.contains("@@"));
  }

  @Test
  void saysThatTheOldTextIsNotKnownWhereTheHostDoesNotKnowTheQuestionOrKeepsItBack() {
    var silent = reading(Map.of("consul", "1-aaa"), Map.of(UNIT, "other", SECRETS, "other"));
    assertThat(shown(changes(Map.of("s1", silent))))
        .contains(
            "  ? " + CONFIG + "  placed anew (the old text is not known)  on s1",
            "  ? " + UNIT + "  placed anew (the old text is not known)  on s1");
    assertThat(shown(changes(Map.of("s1", old(Map.of(CONFIG, TextReading.WITHHELD))))))
        .contains("  ? " + CONFIG + "  placed anew (the old text is not known)  on s1");
  }

  @Test
  void listsWhatIsNewOnAnEmptyHostWithoutItsText() {
    assertThat(shown(changes(Map.of("s1", reading(Map.of(), Map.of())))))
        .containsExactly(
            "  + " + SECRETS + "  new, 2 lines (holds secrets, not shown)  on s1",
            "  + " + UNIT + "  new, 1 line  on s1",
            "  + " + CONFIG + "  new, 3 lines  on s1");
  }

  @Test
  void saysNothingOfAHostThatStandsAsWanted() {
    var desired = host("s1", NEW);
    var copy = desired.copies().firstEntry().getValue();
    var standing =
        reading(
            Map.of("consul", copy.copyId()),
            Map.of(
                UNIT,
                SecretText.plain(UNIT_TEXT).sha256(),
                SECRETS,
                SecretText.of("k={{secret:consul.gossip}}").sha256()));
    var found = changes(List.of(desired), Map.of("s1", standing));
    assertThat(found).isEmpty();
    assertThat(ConfigText.of(found, true)).isEmpty();
  }

  @Test
  void showsNoSecretThatSomebodyWroteIntoAFileOfOurs() {
    var old = "a\nkey hunter2hunter2\nPassword: tops3cret\nb\nc\n";
    var found = changes(Map.of("s1", old(Map.of(CONFIG, TextReading.of(old)))));
    assertThat(shown(found))
        .contains("      -key ${secret:x}", "      -(not shown: this line may hold a secret)");
    assertThat(Json.write(found)).doesNotContain("hunter2", "tops3cret");
    var key = "a\n-----BEGIN EC PRIVATE KEY-----\nMHcCAQ\n";
    var withKey = changes(Map.of("s1", old(Map.of(CONFIG, TextReading.of(key)))));
    assertThat(shown(withKey))
        .contains("  ~ " + CONFIG + "  changed (not for everybody to read, not shown)  on s1");
    assertThat(Json.write(withKey)).doesNotContain("MHcCAQ");
  }

  @Test
  void sendsNothingToTheTerminalThatWouldSteerIt() {
    var found =
        changes(Map.of("s1", old(Map.of(CONFIG, TextReading.of("a\n\u001b[2Jb\u202e\r\nc\n")))));
    assertThat(shown(found)).contains("      -\\u001b[2Jb\\u202e\\u000d");
  }

  @Test
  void asksAHostForNoTextThatHoldsASecretOrIsNotForAll() {
    var copy = host("s1", NEW).copies().firstEntry().getValue();
    assertThat(ConfigFile.of(copy, "/opt/holdfast"))
        .flatExtracting(file -> file.question().stream().map(question -> question.path()).toList())
        .containsExactly(CONFIG, UNIT);
  }

  @Test
  void namesAKeyThatIsTakenAway() {
    var there = Map.of("/etc/haproxy/outward.pem", "x");
    assertThat(shown(changes(Map.of("s1", reading(Map.of(), there)))))
        .contains("  - /etc/haproxy/outward.pem  removed (a private key, not shown)  on s1");
  }

  @Test
  void namesTheFirstHostsOfManyAndCountsTheOthers() {
    var readings = new TreeMap<String, HostReading>();
    for (int number = 10; number < 30; number++) {
      readings.put("w" + number, reading(Map.of(), Map.of()));
    }
    assertThat(shown(changes(readings)).getFirst())
        .endsWith("on w10, w11, w12, w13, w14, w15, w16, w17 and 12 more");
  }
}
