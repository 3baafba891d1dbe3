package io.holdfast.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class UptimeTest {
  private static final String REST =
      " S 0 1 1 0 -1 4194560 28521 2117 96 11 139 218 11 22 20 0 1 0 4711 172888064 3231";

  @Test
  void findsWhenAProcessWasStartedWhateverItsName() throws IOException {
    assertThat(Uptime.startOf("1 (systemd)" + REST)).isEqualTo("4711");
    assertThat(Uptime.startOf("1 (a) b (c)" + REST)).isEqualTo("4711");
  }

  @Test
  void refusesALineThatIsCutShort() {
    assertThatThrownBy(() -> Uptime.startOf("1 (systemd) S 0 1")).isInstanceOf(IOException.class);
  }
}
