package io.holdfast.scheduler.nomad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.planner.RestorePreview;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiFiles;
import io.holdfast.scheduler.raft.RaftSnapshots;
import io.holdfast.scheduler.raft.RecordedSnapshot;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// When a snapshot is saved and restored, and when it is not; with answers recorded from 2.0.5.
class NomadSnapshotsTest {
  private final RecordedNomad nomad = new RecordedNomad();
  private final RaftSnapshots snapshots = new RaftSnapshots(NomadApi.RAFT);
  private final Memory files = new Memory();

  private World world() {
    return Worlds.of(nomad.api(), Map.of());
  }

  private RaftSnapshots.Saved save() {
    return snapshots.save(world(), files, "a.snap");
  }

  private static void refused(ProblemId id, String evidence, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(id);
              assertThat(refused.first().evidence().orElseThrow()).contains(evidence);
            });
  }

  @Test
  void asksTheLeaderAndTellsWhatItSaved() {
    var saved = save();
    assertThat(saved.product()).isEqualTo("nomad");
    assertThat(saved.version()).isEqualTo(RecordedNomad.VERSION);
    assertThat(saved.index()).isEqualTo(33);
    assertThat(files.asked).containsExactly("s1 GET /v1/operator/snapshot");
    assertThat(snapshots.restore(world(), files, saved).says())
        .isEqualTo("Nomad is back at index 33 of a.snap");
    assertThat(files.asked).endsWith("s1 PUT /v1/operator/snapshot");
  }

  private World withFiles(Map<String, String> parameters) {
    return Worlds.of(nomad.api(), parameters).withFiles(files);
  }

  private void counts() {
    var jobs = "jobs?namespace=*&filter=ParentID%20%3D%3D%20%22%22";
    for (var path : List.of("acl/policies", "acl/tokens", "namespaces", jobs)) {
      nomad.api().answer("* GET /v1/" + path, "[]");
    }
    nomad.api().answer("* GET /v1/vars?namespace=*", "[{\"Path\":\"a\"}]");
  }

  @Test
  void describesWhatWasSavedOnceItWasChecked() {
    var outcome = Operations.named("nomad.save-snapshot").perform(withFiles(Map.of()));
    assertThat(outcome.says()).startsWith("Nomad 2.0.5 saved at index 33 of term 2: ");
    assertThat(outcome.says()).doesNotContain(";");
    assertThat(files.said.get("nomad")).contains("\"index\":33", "\"sha256\":\"");
    files.elsewhere = "copies on s1";
    assertThat(Operations.named("nomad.save-snapshot").perform(withFiles(Map.of())).says())
        .matches("Nomad 2.0.5 saved at .* SHA-256 [0-9a-f]{64}; copies on s1");
    var before = withFiles(Map.of("counted", "before"));
    assertThat(Operations.named("nomad.save-snapshot").perform(before).says())
        .endsWith("; copies on s1");
    counts();
    assertThat(Operations.named("nomad.save-snapshot").perform(before).says())
        .endsWith(
            "; copies on s1; before, it held aclPolicies 0, aclTokens 0, jobs 0, namespaces 0,"
                + " variables 1");
    files.answer = "not a snapshot".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    refused(
        ProblemId.API_SILENT,
        "GZIP",
        () -> Operations.named("nomad.save-snapshot").perform(withFiles(Map.of())));
  }

  @Test
  void saysBeforeARestoreWhatIsWrittenAndWhatIsLost() {
    var saved = save();
    counts();
    assertThat(RestorePreview.of(withFiles(Map.of()), saved))
        .contains("  becomes  a.snap", "           " + saved.words())
        .anyMatch(line -> line.contains("s1 leads s1 2.0.5, s2 2.0.5, s3 2.0.5"))
        .anyMatch(line -> line.contains("variables 1"))
        .anyMatch(line -> line.matches("  loses    all that was written since.*"));
    nomad.api().silence("s3");
    refused(ProblemId.SNAPSHOT_UNFIT, "s3", () -> RestorePreview.of(withFiles(Map.of()), saved));
  }

  @Test
  void isNeverAskedToRestoreTwiceByItself() {
    var parameters = Map.of("saved", Json.write(save()));
    files.taken = 500;
    refused(
        ProblemId.API_REFUSED,
        "did not take the snapshot",
        () -> Operations.named("nomad.restore-snapshot").perform(withFiles(parameters)));
    files.taken = 200;
    assertThat(Operations.named("nomad.restore-snapshot").perform(withFiles(parameters)).says())
        .isEqualTo("Nomad is back at index 33 of a.snap");
  }

  @Test
  void keepsNoSnapshotThatCameDamaged() {
    files.answer = "not a snapshot".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    refused(ProblemId.SNAPSHOT_DAMAGED, "GZIP", this::save);
    assertThat(files.kept).isEmpty();
  }

  @Test
  void sendsNothingButTheVerySnapshotThatWasSaved() {
    var saved = save();
    var other = RecordedSnapshot.sound();
    other.put("meta.json", "{}");
    for (var bytes : List.of(new byte[0], RecordedSnapshot.archive(other), another())) {
      files.kept.put("a.snap", bytes);
      refused(ProblemId.SNAPSHOT_DAMAGED, "", () -> snapshots.restore(world(), files, saved));
    }
    assertThat(files.asked).noneMatch(ask -> ask.contains("PUT"));
  }

  /// Sound, and of the same contents, and yet another file.
  private static byte[] another() {
    var sound = RecordedSnapshot.archive(RecordedSnapshot.sound());
    sound[9] ^= 1;
    return sound;
  }

  @Test
  void restoresNothingWhileAServerIsNotWell() {
    var saved = save();
    nomad.api().silence("s3");
    refused(
        ProblemId.SNAPSHOT_UNFIT,
        "s3: s3 GET /v1/agent/self does not answer",
        () -> snapshots.restore(world(), files, saved));
    assertThat(files.asked).noneMatch(ask -> ask.contains("PUT"));
  }

  @Test
  void restoresNothingToAServerOlderThanTheSnapshot() {
    var saved = save();
    nomad.server("s2", "2.0.4", "Follower");
    refused(
        ProblemId.SNAPSHOT_UNFIT,
        "s2 runs 2.0.4, the snapshot is of 2.0.5",
        () -> snapshots.restore(world(), files, saved));
    assertThat(files.asked).noneMatch(ask -> ask.contains("PUT"));
  }

  @Test
  void saysWhatTheProductAnsweredWhenItGivesNone() {
    files.status = 500;
    refused(ProblemId.API_SILENT, "s1 answers 500: No cluster leader", this::save);
  }

  /// A folder in memory, before a product that always answers the same.
  private static final class Memory implements ApiFiles {
    private final TreeMap<String, byte[]> kept = new TreeMap<>();
    private final TreeMap<String, String> said = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private byte[] answer = RecordedSnapshot.archive(RecordedSnapshot.sound());
    private int status = 200;
    private int taken = 200;
    private String elsewhere = "";

    @Override
    public ApiAnswer fetch(ApiAsk ask, String name) {
      asked.add(ask.host() + " " + ask.method() + " " + ask.pathAndQuery());
      if (status == 200) {
        kept.put(name, answer);
      }
      return new ApiAnswer(status, new TreeMap<>(), status == 200 ? "" : "No cluster leader");
    }

    @Override
    public ApiAnswer send(ApiAsk ask, String name) {
      asked.add(ask.host() + " " + ask.method() + " " + ask.pathAndQuery());
      return new ApiAnswer(taken, new TreeMap<>(), "");
    }

    @Override
    public InputStream open(String name) {
      return new ByteArrayInputStream(Objects.requireNonNull(kept.get(name)));
    }

    @Override
    public String keep(String name, String about) {
      said.put(name, about);
      return elsewhere;
    }

    @Override
    public void remove(String name) {
      kept.remove(name);
    }
  }
}
