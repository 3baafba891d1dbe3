package io.holdfast.installer.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PipeTest {
  @Test
  void carriesMoreBytesThanItHolds() throws Exception {
    var pipe = new Pipe(7);
    var sent = new byte[10_000];
    new Random(1).nextBytes(sent);
    var writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (var output = pipe.output()) {
                    output.write(sent);
                  } catch (IOException broken) {
                    throw new IllegalStateException(broken);
                  }
                });
    assertThat(pipe.input().readAllBytes()).isEqualTo(sent);
    writer.join();
  }

  @Test
  void outlivesTheThreadThatReadFirst() throws Exception {
    var pipe = new Pipe(16);
    pipe.output().write(new byte[] {1, 2});
    var first = Thread.ofPlatform().start(() -> readOne(pipe));
    first.join();
    pipe.output().write(3);
    assertThat(pipe.input().read()).isEqualTo(2);
    assertThat(pipe.input().read()).isEqualTo(3);
  }

  private static void readOne(Pipe pipe) {
    try {
      assertThat(pipe.input().read()).isEqualTo(1);
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  @Test
  void endsAReadThatTakesTooLong() {
    var pipe = new Pipe(16);
    pipe.limitReads(20);
    assertThatThrownBy(() -> pipe.input().read()).isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void failsAWriterWhoseReaderHasGone() {
    var pipe = new Pipe(16);
    assertThatThrownBy(
            () -> {
              pipe.input().close();
              pipe.output().write(1);
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void endsForTheReaderWhenTheWriterCloses() throws Exception {
    var pipe = new Pipe(16);
    pipe.output().write(9);
    pipe.output().close();
    assertThat(pipe.input().read()).isEqualTo(9);
    assertThat(pipe.input().read()).isEqualTo(-1);
  }
}
