package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsRebootCommandTest {
  @TempDir Path state;

  private static Site site(int servers) {
    var text =
        new StringBuilder(
            """
            site: acme
            access: {user: ops, keyFile: id_ed25519}
            vault: {passphraseFile: vault.pass}
            hosts:
            """);
    for (var server = 1; server <= servers; server++) {
      text.append(
          "  - {name: s%d, address: 10.0.0.%d, roles: [server]}\n".formatted(server, server));
    }
    text.append("  - {name: w1, address: 10.0.0.101, roles: [worker]}\n");
    return SiteReader.read("site.yaml", text.toString());
  }

  @Test
  void meansAllHostsInTheOrderOfTheSiteFileOrThoseThatAreNamed() {
    assertThat(HostsRebootCommand.chosen(site(3), List.of()))
        .containsExactly("s1", "s2", "s3", "w1");
    assertThat(HostsRebootCommand.chosen(site(3), List.of("w1", "s2", "s2")))
        .containsExactly("s2", "w1");
  }

  @Test
  void tellsAllHostsThatItDoesNotKnowAtOnce() {
    assertThatThrownBy(() -> HostsRebootCommand.chosen(site(3), List.of("s9", "w1", "s8")))
        .satisfies(
            thrown ->
                assertThat(((HoldfastException) thrown).problems())
                    .extracting(problem -> problem.what())
                    .containsExactly("The site has no host s8", "The site has no host s9"));
  }

  @Test
  void leavesTheOnlyServerOfASiteToPeople() {
    assertThatThrownBy(() -> HostsRebootCommand.chosen(site(1), List.of()))
        .satisfies(
            thrown ->
                assertThat(((HoldfastException) thrown).first().fix())
                    .containsExactly(
                        "holdfast hosts reboot --rolling w1",
                        "reboot s1 by hand, then: holdfast status"));
    assertThat(HostsRebootCommand.chosen(site(1), List.of("w1"))).containsExactly("w1");
  }

  @Test
  void waitsForAnUpgradeThatStandsStillAndNotForBootsThatStoppedBetweenTwoHosts() {
    var folder = SiteFolder.of(state, "acme");
    var runs = new KeptRuns(folder);
    runs.add("install", "1", 0);
    assertThatCode(() -> HostsRebootCommand.refuseInTheMiddle(folder)).doesNotThrowAnyException();
    runs.add("reboot", "1", 6);
    assertThatCode(() -> HostsRebootCommand.refuseInTheMiddle(folder)).doesNotThrowAnyException();
    runs.add("upgrade", "2", 6);
    assertThatThrownBy(() -> HostsRebootCommand.refuseInTheMiddle(folder))
        .satisfies(
            thrown ->
                assertThat(((HoldfastException) thrown).first().id())
                    .isEqualTo(ProblemId.RUN_UNFINISHED));
  }
}
