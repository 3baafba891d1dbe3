package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.run.RunBeacon;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.wizard.Desk.Standing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the wizard offers of a site that this machine knows.
class InstallDeskTest {
  private static final String SITE =
      """
      site: acme
      access: {user: ops, keyFile: key}
      vault: {keyFile: vault.key}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server, worker, lb]}
      """;

  @TempDir private Path state;

  private Standing acme() {
    return new InstallDesk(state).sites().getFirst();
  }

  @Test
  void offersARunThatStoppedAndSaysWhatItIsButNotWhileSomebodyCarriesItOut() throws Exception {
    var folder = SiteFolder.of(state, "acme");
    folder.saveSiteText(SITE.getBytes(StandardCharsets.UTF_8));
    var run = new KeptRuns(folder).add("upgrade", "2.2", 6);
    assertThat(acme().unfinished()).hasValue(run.runId());
    assertThat(acme().going()).isEmpty();
    assertThat(new InstallDesk(state).unfinished("acme"))
        .contains(
            "Run " + run.runId() + ": stopped safely, can be resumed",
            "  verb       upgrade",
            "  bundle     demo 2.2",
            "  no host is in the middle of its change");
    try (var _ = RunBeacon.light(run, new RunBeacon.Going("admin1", 42, 1_000))) {
      assertThat(acme().unfinished()).isEmpty();
      assertThat(acme().going().orElse("")).contains("admin1", "process 42");
      assertThatThrownBy(() -> new InstallDesk(state).unfinished("acme"))
          .hasMessageContaining("HF-RUN-005");
    }
  }
}
