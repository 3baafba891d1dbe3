package io.holdfast.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
  /// Takes two bytes at a time, as a full disk or a signal may make a real one do.
  private static final class StingyChannel implements WritableByteChannel {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    @Override
    public int write(ByteBuffer bytes) {
      var count = Math.min(2, bytes.remaining());
      for (var at = 0; at < count; at++) {
        taken.write(bytes.get());
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void writesAllBytesToAChannelThatTakesFewAtATime() throws IOException {
    var channel = new StingyChannel();
    DurableFiles.write(channel, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
    assertThat(channel.taken.toByteArray()).containsExactly(1, 2, 3, 4, 5);
  }

  /// No process has an id as high as that; the first one is always there.
  @Test
  void removesWhatAKilledWriterOfTheSameFileLeftAndNothingElse(@TempDir Path folder)
      throws IOException {
    for (var name : List.of(".a.part-999999999", ".a.part-1", ".b.part-999999999", ".a.part-x")) {
      Files.writeString(folder.resolve(name), "half");
    }
    replace(folder.resolve("a"));
    DurableFiles.replaceLink(folder.resolve("b"), folder.resolve("a"));
    try (var left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("a", "b", ".a.part-1", ".a.part-x");
    }
  }

  /// A folder that is not empty cannot be removed like a file, by root neither.
  @Test
  void whatCannotBeRemovedNeitherKeepsAFileFromBeingWrittenNorTheRestFromGoing(@TempDir Path folder)
      throws IOException {
    var stuck = Files.createDirectory(folder.resolve(".a.part-999999998"));
    Files.writeString(stuck.resolve("inside"), "");
    Files.writeString(folder.resolve(".a.part-999999997"), "half");
    Files.writeString(folder.resolve(".a.part-999999999"), "half");
    replace(folder.resolve("a"));
    DurableFiles.replaceLink(folder.resolve("a"), stuck);
    assertThat(folder.resolve("a")).isSymbolicLink();
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(folder.resolve("a"), stuck);
    }
  }

  private static void replace(Path file) throws IOException {
    DurableFiles.replace(
        file, new byte[] {1}, new Access("0600", Access.of(DurableFiles.parent(file)).owner()));
  }
}
