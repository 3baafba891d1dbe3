package io.holdfast.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostCommandsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static List<String> environment(Map<String, String> more) throws IOException {
    var done = new HostCommands().run(List.of("/usr/bin/env"), more, LIMIT);
    assertThat(done.isDone()).isTrue();
    return done.text().lines().sorted().toList();
  }

  /// Neither a language nor a proxy of the login or of systemd reaches a program of the host.
  @Test
  void givesAProgramThisEnvironmentAndNothingOfItsOwn() throws IOException {
    assertThat(System.getenv()).isNotEmpty();
    assertThat(environment(Map.of()))
        .containsExactly(
            "HOME=/root",
            "LC_ALL=C",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    assertThat(environment(Map.of("DEBIAN_FRONTEND", "noninteractive")))
        .contains("DEBIAN_FRONTEND=noninteractive", "LC_ALL=C");
  }
}
