package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.raft.PeersFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftDataTest {
  private static final Instant WRITTEN = Instant.parse("2026-11-22T04:10:00Z");

  @TempDir Path folder;

  private List<String> look(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("sh", "-s", "--"));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).start();
    try (var script =
            Objects.requireNonNull(RaftDataTest.class.getResourceAsStream("raft-data.sh"));
        var input = process.getOutputStream()) {
      script.transferTo(input);
    }
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEmpty();
    assertThat(process.waitFor()).isZero();
    return text.lines().toList();
  }

  private Path write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
    return Files.setLastModifiedTime(file, FileTime.from(WRITTEN));
  }

  @Test
  void findsTheDataOfAServerItsIdAndHowFarItGoes() throws Exception {
    write("consul/node-id", "5a1c0000-1111-2222-3333-444455556666\n");
    write("consul/raft/peers.info", "as of Consul 0.7.0 ...");
    write("consul/raft/raft.db", "bolt");
    write("consul/raft/snapshots/2-8193-1700000000001/meta.json", "{}");
    write("consul/raft/snapshots/2-16385-1700000000002/meta.json", "{}");
    write("consul/raft/snapshots/3-99999-1700000000003.tmp/meta.json", "{}");
    var lines = look("consul=" + folder.resolve("consul"));
    assertThat(lines.getLast()).isEqualTo("end");
    var consul = RaftDataLines.parse(lines).get("consul");
    assertThat(consul)
        .isEqualTo(
            new RaftDataLines.RaftData(
                true,
                "5a1c0000-1111-2222-3333-444455556666",
                "of 2026-11-22 04:10 UTC, snapshot at index 16385",
                List.of()));
  }

  @Test
  void takesAFolderThatNeverRanForNoData() throws Exception {
    write("nomad/server/node-id", "5a1c0000-1111-2222-3333-444455556666");
    write("nomad/server/raft/raft.db", "bolt");
    var found =
        RaftDataLines.parse(
            look("nomad=" + folder.resolve("nomad/server"), "consul=" + folder.resolve("nowhere")));
    assertThat(found).containsOnlyKeys("consul", "nomad");
    assertThat(found.values()).noneMatch(RaftDataLines.RaftData::isThere);
  }

  @Test
  void findsTheStateOfAManagerOfASwarm() throws Exception {
    write("swarm/docker-state.json", "{}");
    write("swarm/raft/wal-v3-encrypted/0.wal", "log");
    var swarm = RaftDataLines.parse(look("swarm=" + folder.resolve("swarm"))).get("swarm");
    assertThat(swarm)
        .isEqualTo(new RaftDataLines.RaftData(true, "", "of 2026-11-22 04:10 UTC", List.of()));
  }

  @Test
  void findsTheVotersThatAServerWasToldAndHasNotReadYet() throws Exception {
    var voters =
        List.of(
            new PeersFile.Peer("id-1", "10.0.0.4:8300"),
            new PeersFile.Peer("id-2", "10.0.0.1:8300"));
    write("consul/raft/peers.json", new PeersFile("consul", voters).text());
    write("nomad/server/raft/peers.json", "");
    var found =
        RaftDataLines.parse(
            look("consul=" + folder.resolve("consul"), "nomad=" + folder.resolve("nomad/server")));
    assertThat(found.get("consul"))
        .isNotNull()
        .satisfies(it -> assertThat(it.told()).containsExactly("10.0.0.1:8300", "10.0.0.4:8300"));
    assertThat(found.get("nomad"))
        .isNotNull()
        .satisfies(it -> assertThat(it.told()).containsExactly("?"));
  }

  @Test
  void passesOverWhatALoginSays() {
    assertThat(RaftDataLines.parse(List.of("Welcome!", "a\tb", "consul\tyes\tid\t\t\t\t")))
        .containsOnlyKeys("consul");
  }
}
