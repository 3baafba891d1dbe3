package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.scheduler.host.RehearsalOrder;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SnapshotKeepingTest extends SnapshotBench {
  private static final String THIRD = "20261103-000000-upgrade-0003";

  @Test
  void leavesASealedCopyOnEveryServerAndTheKeyOnNone() throws IOException {
    assertThat(save(FIRST, "state with a token", 7, 5)).isEqualTo("copies on s1, s2, s3");
    var sealed = Files.readAllBytes(place().resolve(FIRST + "-consul.sealed"));
    for (var server : SERVERS) {
      assertThat(servers.names(server)).containsExactly(FIRST + "-consul");
      assertThat(servers.bytes(server, FIRST + "-consul")).isEqualTo(sealed);
    }
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("token");
  }

  @Test
  void goesOnWhereAServerTakesNoneAndSaysWhy() throws IOException {
    servers.refuse("s2", ProblemId.HOST_UNREACHABLE);
    servers.refuse("s3", ProblemId.NOT_JSON);
    assertThat(save(FIRST, "state", 7, 5))
        .isEqualTo(
            "copies on s1; none on s2: HF-SSH-001 no answer; none on s3: its host runner is of an"
                + " earlier version");
    servers.refuse("s1", ProblemId.DISK_SPACE);
    assertThat(save(FIRST, "state", 8, 5)).startsWith("none on s1: HF-PRE-001 no answer; none");
  }

  @Test
  void keepsTheNewestHereAndThereAndSaysWhatItRemoved() throws IOException {
    save(FIRST, "first", 7, 2);
    assertThat(save(SECOND, "second", 8, 2)).isEqualTo("copies on s1, s2, s3");
    servers.refuse("s3", ProblemId.HOST_UNREACHABLE);
    assertThat(save(THIRD, "third", 9, 2))
        .isEqualTo(
            "copies on s1, s2; none on s3: HF-SSH-001 no answer; removed " + FIRST + "-consul");
    assertThat(here().all()).containsOnlyKeys(SECOND + "-consul", THIRD + "-consul");
    assertThat(servers.names("s1")).containsExactly(SECOND + "-consul", THIRD + "-consul");
    assertThat(servers.names("s3"))
        .as("a server that took no copy keeps what it has")
        .containsExactly(FIRST + "-consul", SECOND + "-consul");
  }

  @Test
  void savedAnewItTakesThePlaceOfTheFirstEverywhere() throws IOException {
    save(FIRST, "state", 7, 1);
    save(FIRST, "state, later", 8, 1);
    assertThat(here().all()).containsValue(saved(FIRST, "state, later", 8));
    assertThat(catalogue().found().get(FIRST + "-consul"))
        .isEqualTo(
            new SnapshotCatalogue.Found(
                saved(FIRST, "state, later", 8), List.of("here", "s1", "s2", "s3")));
    assertThat(servers.sent()).hasSize(6);
  }

  @Test
  void givenAgainByAResumeItReachesTheServersThatTheFirstLifeDidNot() throws IOException {
    servers.refuse("s2", ProblemId.CONNECTION_LOST);
    servers.refuse("s3", ProblemId.CONNECTION_LOST);
    save(FIRST, "state", 7, 5);
    servers.answer("s2");
    servers.answer("s3");
    assertThat(save(FIRST, "state", 7, 5)).isEqualTo("copies on s1, s2, s3");
    assertThat(catalogue().found().values())
        .containsExactly(
            new SnapshotCatalogue.Found(
                saved(FIRST, "state", 7), List.of("here", "s1", "s2", "s3")));
  }

  @Test
  void aRunThatLostTheLockLeavesTheServersAlone() throws IOException {
    save(SECOND, "second", 8, 5);
    assertThat(save(FIRST, "first", 7, 1)).startsWith("none on s1: HF-HST-006");
    assertThat(servers.names("s1")).containsExactly(SECOND + "-consul");
  }

  @Test
  void clearsAwayHalvesThatAKilledRunLeft() throws IOException {
    var killed = site().snapshots(FIRST, vault);
    killed.write("consul", InputStream.nullInputStream());
    Files.writeString(place().resolve("my-own.sealed"), "not ours");
    save(SECOND, "state", 7, 5);
    try (var files = Files.list(place())) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder(
              "my-own.sealed", SECOND + "-consul.json", SECOND + "-consul.sealed");
    }
  }

  @Test
  void handsAServerTheOpenedStateToRehearseAndStopsOnlyForANewerRun() throws IOException {
    save(SECOND, "state", 7, 5);
    var keeping = keeping(SECOND, 8);
    var order = new RehearsalOrder("consul", "/opt/holdfast", "2-a", "dc1", "name");
    assertThat(keeping.rehearse("s2", order, Secret.of("token"), "consul"))
        .isEqualTo(new RehearsalAnswer.NotHeld("it has no room"));
    assertThat(servers.rehearsed()).containsExactly("s2 2-a 5");
    servers.refuse("s2", ProblemId.HOST_UNREACHABLE);
    servers.refuse("s3", ProblemId.NOT_JSON);
    assertThat(keeping.rehearse("s2", order, Secret.of("token"), "consul"))
        .isEqualTo(new RehearsalAnswer.NotHeld("HF-SSH-001 no answer"));
    assertThat(keeping.rehearse("s3", order, Secret.of("token"), "consul"))
        .isEqualTo(new RehearsalAnswer.NotHeld("its host runner is of an earlier version"));
    assertThatThrownBy(() -> keeping(SECOND, 7).rehearse("s1", order, Secret.of("token"), "consul"))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.first().id()).isEqualTo(ProblemId.FENCE_TOO_LOW));
  }

  @Test
  void stopsWhereTheStateItselfCannotBeReadBackHere() throws IOException {
    save(SECOND, "state", 7, 5);
    var file = place().resolve(SECOND + "-consul.sealed");
    var sealed = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(sealed, sealed.length - 3));
    notReadBack();
    sealed[sealed.length - 20] ^= 1;
    Files.write(file, sealed);
    notReadBack();
    Files.delete(file);
    notReadBack();
  }

  private void notReadBack() {
    var order = new RehearsalOrder("consul", "/opt/holdfast", "2-a", "dc1", "name");
    assertThatThrownBy(() -> keeping(SECOND, 8).rehearse("s2", order, Secret.of("token"), "consul"))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            lost -> assertThat(lost.first().id()).isEqualTo(ProblemId.SNAPSHOT_DAMAGED));
  }

  private SnapshotKeeping keeping(String run, long fence) {
    return new SnapshotKeeping(
        site().snapshots(run, vault),
        servers,
        SERVERS,
        fence,
        new Superseded(5, Set.of(), Set.of(), Journey.NONE));
  }

  @Test
  void aStateThatBreaksOffOnTheWayIsNeitherHereNorThere() throws IOException {
    var keeping = keeping(FIRST, 1);
    assertThatThrownBy(() -> keeping.write("consul", brokenAfter("half")))
        .hasMessage("the line broke");
    assertThat(catalogue().found()).isEmpty();
    assertThat(servers.sent()).isEmpty();
  }
}
