package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SnapshotFolderTest extends SnapshotBench {
  private SnapshotFolder folder(String run) {
    return site().snapshots(run, vault);
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(place())) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private static String read(SnapshotFolder folder) throws IOException {
    try (var content = folder.open("consul")) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void keepsWhatCameSealedAndForItsOwnerOnly() throws IOException {
    var folder = folder("run-1");
    folder.write("consul", content("state with a token"));
    folder.keep("consul", "{\"index\":7}");
    assertThat(read(folder)).isEqualTo("state with a token");
    assertThat(folder.said("consul")).contains("{\"index\":7}");
    assertThat(names()).containsExactly("run-1-consul.json", "run-1-consul.sealed");
    for (var name : names()) {
      var file = place().resolve(name);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
          .doesNotContain("token");
    }
  }

  @Test
  void takesTheWordBackBeforeItSavesAnew() throws IOException {
    var folder = folder("run-1");
    folder.write("consul", content("old"));
    folder.keep("consul", "old");
    assertThatThrownBy(() -> folder.write("consul", brokenAfter("half")))
        .isInstanceOf(IOException.class)
        .hasMessage("the line broke");
    assertThat(folder.said("consul")).isEmpty();
    assertThat(read(folder)).isEqualTo("old");
    assertThat(names()).containsExactly("run-1-consul.sealed");
    folder.write("consul", content("new"));
    folder.keep("consul", "new");
    assertThat(read(folder)).isEqualTo("new");
  }

  @Test
  void clearsAwayWhatAKilledProgramHadBegun() throws IOException {
    folder("run-1").write("consul", content("of run 1"));
    Files.writeString(place().resolve(".run-1-nomad.sealed.new"), "half");
    folder("run-2").write("consul", content("of run 2"));
    assertThat(names()).containsExactly("run-1-consul.sealed", "run-2-consul.sealed");
    assertThat(read(folder("run-1"))).isEqualTo("of run 1");
  }

  @Test
  void saysWhereTheDiskOfThisMachineIsTheTrouble() throws IOException {
    Files.createDirectories(place().resolveSibling(""));
    Files.writeString(place(), "in the way");
    assertThatThrownBy(() -> folder("run-1").write("consul", content("state")))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.FILE_NOT_WRITABLE);
              assertThat(refused.first().what())
                  .contains(Objects.toString(place().resolve("run-1-consul.sealed")));
            });
  }
}
