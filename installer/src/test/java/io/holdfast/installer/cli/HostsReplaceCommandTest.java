package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.run.SiteFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsReplaceCommandTest {
  @TempDir Path state;
  private SiteFolder folder;
  private KeptRuns runs;

  @BeforeEach
  void aSite() {
    folder = SiteFolder.of(state, "acme");
    runs = new KeptRuns(folder);
    runs.add("install", "1", 0);
  }

  @Test
  void takesAServerInWhileAnUpgradeStandsStillBetweenTwoHostsOrAtThisOne() {
    runs.add("upgrade", "2", 6);
    assertThatCode(() -> HostsReplaceCommand.refuseInTheMiddle(folder, "s2"))
        .doesNotThrowAnyException();
    runs.addInTheMiddleOf("upgrade", "2", "s2");
    assertThatCode(() -> HostsReplaceCommand.refuseInTheMiddle(folder, "s2"))
        .doesNotThrowAnyException();
  }

  @Test
  void takesNoServerInWhileAnotherHostIsInTheMiddle() {
    runs.addInTheMiddleOf("upgrade", "2", "s1", "s2");
    assertThatThrownBy(() -> HostsReplaceCommand.refuseInTheMiddle(folder, "s2"))
        .hasMessageContaining("HF-RUN-")
        .hasMessageContaining("stopped in the middle of s1");
  }

  @Test
  void takesNoServerInWhileARunWasCutOff() {
    runs.add("upgrade", "2", -1);
    assertThatThrownBy(() -> HostsReplaceCommand.refuseInTheMiddle(folder, "s2"))
        .hasMessageContaining("was cut off");
  }
}
