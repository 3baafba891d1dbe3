package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.wire.SnapshotHead;
import io.holdfast.installer.run.SnapshotCatalogue.Found;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotCatalogueTest extends SnapshotBench {
  private final List<String> told = new ArrayList<>();

  /// This machine is lost, and with it what it kept.
  private void loseThisMachine() throws IOException {
    try (var files = Files.list(place())) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private void bring(String run) {
    catalogue().bring(run + "-consul", told::add);
  }

  private String read(String run) throws IOException {
    try (var content = here().open(run + "-consul")) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void damaged(
      String text, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.SNAPSHOT_DAMAGED);
              assertThat(refused.first().evidence().orElseThrow()).contains(text);
              assertThat(refused.first().fix()).isNotEmpty();
            });
  }

  @Test
  void listsOldestFirstAndWhereEachIsKept() throws IOException {
    save(SECOND, "second", 8, 5);
    servers.refuse("s2", ProblemId.HOST_UNREACHABLE);
    save(FIRST, "first", 8, 5);
    servers.answer("s2");
    assertThat(catalogue().found().values())
        .containsExactly(
            new Found(saved(FIRST, "first", 8), List.of("here", "s1", "s3")),
            new Found(saved(SECOND, "second", 8), List.of("here", "s1", "s2", "s3")));
    servers.refuse("s1", ProblemId.HOST_UNREACHABLE);
    assertThat(catalogue().found().get(FIRST + "-consul"))
        .isEqualTo(new Found(saved(FIRST, "first", 8), List.of("here", "s3")));
    assertThat(catalogue().notes()).containsExactly("Not known of s1: HF-SSH-001 no answer");
  }

  @Test
  void aFreshMachineFetchesWhatServersKeep() throws IOException {
    save(FIRST, "state", 7, 5);
    loseThisMachine();
    assertThat(here().all()).isEmpty();
    assertThat(catalogue().found().get(FIRST + "-consul"))
        .isEqualTo(new Found(saved(FIRST, "state", 7), SERVERS));
    bring(FIRST);
    bring(FIRST);
    assertThat(told).containsExactly(fetched("s1"), fetched("s1"));
    assertThat(read(FIRST)).isEqualTo("state");
    assertThat(here().all()).containsValue(saved(FIRST, "state", 7));
    assertThat(here().fault(saved(FIRST, "state", 7))).isEmpty();
  }

  private static String fetched(String server) {
    return "Fetched " + FIRST + "-consul from " + server;
  }

  @Test
  void namesAServerWhoseCopyWasChangedAndTakesTheNext() throws IOException {
    save(FIRST, "state", 7, 5);
    loseThisMachine();
    servers.spoil("s1", FIRST + "-consul");
    bring(FIRST);
    assertThat(told).hasSize(2);
    assertThat(told.getFirst())
        .startsWith("s1 does not give " + FIRST + "-consul: HF-API-003")
        .contains("its digest is");
    assertThat(told.getLast()).isEqualTo(fetched("s2"));
    assertThat(read(FIRST)).isEqualTo("state");
  }

  @Test
  void bringsBackWhatWasChangedOnThisMachine() throws IOException {
    save(FIRST, "state", 7, 5);
    var file = place().resolve(FIRST + "-consul.sealed");
    var bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThat(here().fault(saved(FIRST, "state", 7)).orElseThrow()).contains("it was changed");
    bring(FIRST);
    assertThat(read(FIRST)).isEqualTo("state");
  }

  @Test
  void refusesWhatNoServerGivesAsItWasSavedAndLeavesNothingHalf() throws IOException {
    save(FIRST, "state", 7, 5);
    loseThisMachine();
    SERVERS.forEach(server -> servers.spoil(server, FIRST + "-consul"));
    damaged("its digest is", () -> bring(FIRST));
    assertThat(told).hasSize(3);
    try (var files = Files.list(place())) {
      assertThat(files.map(Path::getFileName)).isEmpty();
    }
    SERVERS.forEach(server -> servers.refuse(server, ProblemId.HOST_UNREACHABLE));
    assertThat(catalogue().found()).isEmpty();
    assertThat(catalogue().notes()).hasSize(3);
  }

  /// A server's own word for it is not enough: what it gives has to open with the site's key and to
  /// be what was saved.
  @Test
  void takesNoOtherStateThatAServerCallsByThatName() throws IOException {
    save(FIRST, "first", 7, 5);
    save(SECOND, "second", 8, 5);
    loseThisMachine();
    var name = FIRST + "-consul";
    var other = servers.bytes("s1", SECOND + "-consul");
    var about = servers.list("s1").getFirst().about();
    servers.describe("s1", new SnapshotHead(name, other.length, Sha256.of(other), about), other);
    bring(FIRST);
    assertThat(told.getFirst()).contains("s1 keeps another content");
    assertThat(told.getLast()).isEqualTo(fetched("s2"));
    assertThat(read(FIRST)).isEqualTo("first");
    loseThisMachine();
    List.of("s2", "s3").forEach(server -> servers.refuse(server, ProblemId.CONNECTION_LOST));
    damaged("s1 keeps another content", () -> bring(FIRST));
    assertThat(here().all()).isEmpty();
  }

  @Test
  void countsTheLatestWhereAServerWasAwayWhileARunSavedAnew() throws IOException {
    save(FIRST, "early", 7, 5);
    servers.refuse("s1", ProblemId.HOST_UNREACHABLE);
    save(FIRST, "late", 9, 5);
    servers.answer("s1");
    loseThisMachine();
    assertThat(catalogue().found().get(FIRST + "-consul"))
        .isEqualTo(new Found(saved(FIRST, "late", 9), List.of("s2", "s3")));
    assertThat(catalogue().notes())
        .containsExactly(
            "s1 keeps another state under the name " + FIRST + "-consul; it does not count");
    bring(FIRST);
    assertThat(read(FIRST)).isEqualTo("late");
  }

  @Test
  void makesNoPathOfWhatAServerCallsAName() {
    var bytes = new byte[3];
    for (var name : List.of("no-run-consul", FIRST + "-nomad")) {
      servers.describe("s1", new SnapshotHead(name, 3, Sha256.of(bytes), about("consul")), bytes);
    }
    servers.describe("s2", new SnapshotHead(FIRST + "-consul", 3, Sha256.of(bytes), "{"), bytes);
    assertThat(catalogue().found()).isEmpty();
    assertThat(catalogue().notes())
        .containsExactly(
            "s1 keeps something that is no snapshot under the name " + FIRST + "-nomad",
            "s1 keeps something that is no snapshot under the name no-run-consul",
            "s2 keeps something that is no snapshot under the name " + FIRST + "-consul");
  }

  private static String about(String product) {
    return io.holdfast.templates.text.Json.write(saved(FIRST, "x", 1).as(product));
  }

  @Test
  void fetchesNothingThatThisMachineHasNoRoomFor() throws IOException {
    save(FIRST, "state", 7, 5);
    var head = here().head(FIRST + "-consul");
    var huge = new SnapshotHead(head.name(), Long.MAX_VALUE, head.sha256(), head.about());
    assertThatThrownBy(() -> here().take(huge, _ -> false))
        .hasMessageContaining("HF-CFG-020 There is no room here");
    assertThat(read(FIRST)).isEqualTo("state");
  }
}
