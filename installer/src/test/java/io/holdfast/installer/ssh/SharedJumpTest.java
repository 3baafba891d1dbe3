package io.holdfast.installer.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedJumpTest {
  @Test
  void oneAttemptAtADeadJumpHostSpeaksForAllHosts() throws Exception {
    try (var jump = HungUpServer.start();
        var connector = new SshConnector(jump.access(true))) {
      var heard = new CopyOnWriteArrayList<ProblemId>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        IntStream.rangeClosed(1, 20)
            .forEach(number -> threads.execute(() -> heard.add(refusal(connector, "s" + number))));
        Thread.sleep(500);
        jump.release();
      }
      assertThat(heard).hasSize(20).containsOnly(ProblemId.JUMP_UNREACHABLE);
      assertThat(jump.taken()).isOne();
      assertThat(List.of(refusal(connector, "s1"))).containsOnly(ProblemId.JUMP_UNREACHABLE);
      assertThat(jump.taken()).as("a later need is a new attempt").isEqualTo(2);
    }
  }

  private static ProblemId refusal(SshConnector connector, String host) {
    try (var open = connector.connect(host, "127.0.0.1")) {
      throw new AssertionError("no way leads to " + host + ", alive: " + open.isAlive());
    } catch (HoldfastException refused) {
      return refused.first().id();
    }
  }
}
