package io.holdfast.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.host.Root;
import io.holdfast.agent.wire.RunnerRequest;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.host.TextQuestion;
import io.holdfast.scheduler.host.TextReading;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTextsTest {
  private static final String CONFIG = "/opt/holdfast/consul/current/etc/consul.json";
  private static final String UNIT = "/etc/systemd/system/consul.service";

  @TempDir private Path folder;

  @BeforeEach
  void stand() throws IOException {
    put("/opt/holdfast/consul/1-a/etc/consul.json", "old", "rw-r--r--");
    Files.createSymbolicLink(at("/opt/holdfast/consul/current"), Path.of("1-a"));
  }

  private Path at(String path) {
    return folder.resolve(path.substring(1));
  }

  private Path put(String path, String text, String mode) throws IOException {
    var file = at(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private SortedMap<String, TextReading> texts(String... paths) throws IOException {
    var questions =
        List.of(paths).stream()
            .map(path -> new TextQuestion(path, "consul", Sha256.of("wanted")))
            .toList();
    return texts(questions, Map.of("consul", "1-a"));
  }

  private SortedMap<String, TextReading> texts(
      List<TextQuestion> questions, Map<String, String> current) throws IOException {
    return new HostTexts(
            new Root(folder, "/var/lib/holdfast"), "/opt/holdfast", new TreeMap<>(current))
        .of(questions);
  }

  @Test
  void tellsTheTextsThatDifferAndLeavesOutThoseThatDoNot() throws IOException {
    put(UNIT, "wanted", "rw-r--r--");
    assertThat(texts(CONFIG, UNIT, "/etc/absent"))
        .containsOnly(
            Map.entry(CONFIG, TextReading.of("old")), Map.entry("/etc/absent", TextReading.ABSENT));
  }

  @Test
  void keepsBackWhatNotEverybodyOnTheHostMayRead() throws IOException {
    put(UNIT, "password", "rw-r-----");
    assertThat(texts(UNIT)).containsEntry(UNIT, TextReading.WITHHELD);
  }

  @Test
  void followsNoLinkThatStandsInPlaceOfAFile() throws IOException {
    put("/etc/shadow", "root:x", "rw-r--r--");
    Files.createDirectories(at(UNIT).getParent());
    Files.createSymbolicLink(at(UNIT), at("/etc/shadow"));
    assertThat(texts(UNIT)).containsEntry(UNIT, TextReading.WITHHELD);
  }

  @Test
  void keepsBackWhatNoComponentOfOursBrought() throws IOException {
    put(UNIT, "the customer's own", "rw-r--r--");
    var question = new TextQuestion(UNIT, "haproxy", Sha256.of("wanted"));
    assertThat(texts(List.of(question), Map.of("consul", "1-a")))
        .containsEntry(UNIT, TextReading.WITHHELD);
  }

  @Test
  void keepsBackWhatIsTooLongOrNoText() throws IOException {
    put(UNIT, "x".repeat(HostTexts.LIMIT + 1), "rw-r--r--");
    var raw = put("/etc/raw", "", "rw-r--r--");
    Files.write(raw, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(texts(UNIT, "/etc/raw").values()).containsOnly(TextReading.WITHHELD);
  }

  @Test
  void staysBelowItsLimitHoweverMuchIsAsked() throws IOException {
    var paths = new String[12];
    for (int number = 0; number < paths.length; number++) {
      paths[number] = "/etc/big-" + (char) ('a' + number);
      put(paths[number], "x".repeat(HostTexts.LIMIT), "rw-r--r--");
    }
    var found = texts(paths).values();
    assertThat(found.stream().filter(text -> text.text().isPresent())).hasSize(8);
    assertThat(found.stream().filter(TextReading.WITHHELD::equals)).hasSize(4);
  }

  /// What a controller takes as the sign to ask without the question.
  @Test
  void isRefusedAsBadJsonByARunnerThatDoesNotKnowIt() {
    var request =
        """
        {"type":"read","request":{"program":"/opt","files":[],"units":[],"packages":[],
         "places":[],"aLaterQuestion":[]}}
        """;
    assertThatThrownBy(() -> Json.read(request, RunnerRequest.class))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.first().id()).isEqualTo(ProblemId.NOT_JSON));
  }

  /// A runner of an earlier version reads strictly.
  @Test
  void isNotSpokenOfInARequestWithoutTexts() {
    var request = new ReadRequest("/opt", List.of(), List.of(), List.of(), List.of());
    assertThat(Json.write(request))
        .isEqualTo(
            "{\"files\":[],\"packages\":[],\"places\":[],\"program\":\"/opt\",\"units\":[]}");
    assertThat(Json.read(Json.canonical(request), ReadRequest.class)).isEqualTo(request);
  }
}
