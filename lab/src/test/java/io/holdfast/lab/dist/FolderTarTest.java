package io.holdfast.lab.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTarTest {
  @TempDir private Path scratch = Path.of(".");

  private Path folder(String name, Instant time) throws IOException {
    var folder = scratch.resolve(name);
    Files.createDirectories(folder.resolve("bin"));
    var file = Files.writeString(folder.resolve("bin/tool"), "text");
    Files.setLastModifiedTime(file, FileTime.from(time));
    Files.createSymbolicLink(folder.resolve("current"), Path.of("bin"));
    return folder;
  }

  @Test
  void givesTheSameBytesWhateverTheTimesOfItsFiles() throws IOException {
    var first = FolderTar.write(folder("a", Instant.EPOCH), "top", scratch.resolve("a.tar"));
    var second = FolderTar.write(folder("b", Instant.now()), "top", scratch.resolve("b.tar"));
    assertThat(first).hasSameBinaryContentAs(second);
  }
}
