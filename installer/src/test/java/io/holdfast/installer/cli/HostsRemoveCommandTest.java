package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HostsRemoveCommandTest {
  private static final String TEXT =
      """
      site: acme
      access: {user: ops, keyFile: id_ed25519}
      vault: {passphraseFile: vault.pass}
      hosts:
        - {name: s1, address: 10.0.0.1, roles: [server]}
        # rack 2
        - {name: w1, address: 10.0.0.21, roles: [worker]}
        - {name: w2, address: 10.0.0.22, roles: [worker]}
      """;
  private static final Site SITE = SiteReader.read("site.yaml", TEXT);

  @TempDir Path folder;
  private final StringWriter said = new StringWriter();

  private SiteContext context() throws IOException {
    var file = folder.resolve("site.yaml");
    if (!Files.exists(file)) {
      Files.writeString(file, TEXT);
    }
    return SiteContext.ofFile(folder.resolve("state"), file);
  }

  private Output output() {
    var command = new CommandLine(new HoldfastCommand());
    return new Output(command.setErr(new PrintWriter(said, true)), false);
  }

  @Test
  void meansHostsOfTheSiteAndPassesOverThoseThatLeftBefore() {
    assertThat(HostsRemoveCommand.known(SITE, Set.of("w1", "w9"), Set.of("w9")))
        .containsExactly("w1");
    assertThat(HostsRemoveCommand.known(SITE, Set.of("w9"), Set.of("w9"))).isEmpty();
    assertThatThrownBy(() -> HostsRemoveCommand.known(SITE, Set.of("w1", "v2"), Set.of()))
        .satisfies(
            thrown ->
                assertThat(((HoldfastException) thrown).first().evidence().orElse(""))
                    .isEqualTo("did you mean w2? its hosts: s1, w1, w2"));
  }

  @Test
  void refusesTheLastServerAndTheLastWorker() {
    assertThatThrownBy(
            () -> HostsRemoveCommand.requireFine(SITE, Set.of("s1", "w1", "w2"), Set.of()))
        .satisfies(thrown -> assertThat(((HoldfastException) thrown).problems()).hasSize(2));
    assertThatCode(() -> HostsRemoveCommand.requireFine(SITE, Set.of("w2"), Set.of()))
        .doesNotThrowAnyException();
  }

  @Test
  void saysWhatToDoAboutAHostThatGivesNoAnswerOrWasNeverInstalled() {
    var silent = Problem.of(ProblemId.HOST_UNREACHABLE, "No SSH connection").withHost("w2");
    assertThat(HostsRemoveCommand.explained(silent).fix())
        .containsExactly("holdfast hosts remove --dead w2   # where it never comes back");
    var empty = Problem.of(ProblemId.USAGE_WRONG, "Nothing of this site stands on w2");
    assertThat(HostsRemoveCommand.explained(empty.withHost("w2")).fix())
        .containsExactly("take it out of the site file: the cluster knows nothing of it");
  }

  @Test
  void waitsForWhateverStandsStill() {
    var site = SiteFolder.of(folder, "acme");
    var runs = new KeptRuns(site);
    runs.add("install", "1", 0);
    runs.add("reboot", "1", 6);
    assertThatCode(() -> refuse(site, "w1")).doesNotThrowAnyException();
    for (var verb : new String[] {"remove", "upgrade"}) {
      runs.add(verb, "1", 6);
      assertThatThrownBy(() -> refuse(site, "w1"))
          .hasMessageContaining("stopped and is not finished");
    }
    runs.add("remove", "1", 0);
    assertThatCode(() -> refuse(site, "w1")).doesNotThrowAnyException();
  }

  private static void refuse(SiteFolder site, String... leaving) {
    HostsRemoveCommand.refuseInTheMiddle(site, SITE, Set.of(leaving), Set.of("w2"));
  }

  /// One of its hosts died meanwhile, so nobody could go on with it.
  @Test
  void leavesARemovalThatStoppedWhereAllItsHostsAreNamed() {
    var site = SiteFolder.of(folder, "acme");
    new KeptRuns(site).addInTheMiddleOf("remove", "1", "w1", "w2");
    assertThatCode(() -> refuse(site, "w1", "w2")).doesNotThrowAnyException();
    assertThatThrownBy(() -> refuse(site, "w2"))
        .satisfies(
            thrown ->
                assertThat(((HoldfastException) thrown).first().fix())
                    .containsExactly(
                        "holdfast resume",
                        "holdfast hosts remove w1 --dead w2   # all of its hosts, where one never"
                            + " comes back: --dead HOST"));
    assertThat(SiteRuns.inTheMiddleOfLeaving(site)).containsExactlyInAnyOrder("w1", "w2");
  }

  /// An upgrade that did all but one worker is not waited for where that worker never comes back.
  @Test
  void leavesAnUpgradeThatIsDoneButForHostsThatLeave() {
    var site = SiteFolder.of(folder, "acme");
    var run = new KeptRuns(site).addInTheMiddleOf("upgrade", "2", "w2");
    var left = Optional.of(List.of("w2"));
    run.saveOutcome(new Outcome(10, true, List.of(), List.of(), List.of(), left));
    assertThatCode(() -> refuse(site, "w2")).doesNotThrowAnyException();
    assertThatThrownBy(() -> refuse(site, "w1")).hasMessageContaining("is not finished");
    var other = new KeptRuns(SiteFolder.of(folder, "other"));
    other
        .addInTheMiddleOf("upgrade", "2", "w1")
        .saveOutcome(new Outcome(10, true, List.of(), List.of(), List.of(), left));
    assertThatThrownBy(() -> refuse(SiteFolder.of(folder, "other"), "w2"))
        .hasMessageContaining("is not finished");
  }

  @Test
  void goesOnWithARemovalThatWasCutOffBeforeItLeavesItsHosts() {
    var site = SiteFolder.of(folder, "acme");
    new KeptRuns(site).add("remove", "1", -1);
    assertThatThrownBy(() -> refuse(site, "w1", "w2"))
        .satisfies(
            thrown ->
                assertThat(((HoldfastException) thrown).first().fix())
                    .containsExactly("holdfast resume"));
  }

  @Test
  void takesAHostOutOfTheSiteFileAndChangesNothingElseInIt() throws IOException {
    var context = context();
    Files.setPosixFilePermissions(context.file(), PosixFilePermissions.fromString("rw-r-----"));
    assertThat(LeftHosts.of(context, Set.of("w1")).lines())
        .containsExactly(
            "  When they have left, this is taken out of " + context.file() + ":",
            "    7:   - {name: w1, address: 10.0.0.21, roles: [worker]}");
    LeftHosts.of(context, Set.of("w1")).takeOut(output()::say);
    assertThat(context.file())
        .hasContent(TEXT.replace("  - {name: w1, address: 10.0.0.21, roles: [worker]}\n", ""));
    assertThat(Files.getPosixFilePermissions(context.file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(said.toString()).contains("Took w1 out of ", "Next: holdfast apply");
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("site.yaml", "state");
    }
  }

  /// Whoever goes on with a removal ends it so, the wizard too.
  @Test
  void takesTheHostsOutWhenAResumeHasEndedWellAndNotBefore() throws IOException {
    var context = context();
    var plan =
        new KeptRuns(SiteFolder.of(folder, "acme"))
            .addInTheMiddleOf("remove", "1", "w1", "w9")
            .plan()
            .orElseThrow();
    var told = new RunOutput(output());
    ResumeCommand.ended(context, plan, result(6), told);
    assertThat(context.file()).hasContent(TEXT);
    ResumeCommand.ended(context, KeptRuns.plan(), result(0), told);
    assertThat(context.file()).hasContent(TEXT);
    ResumeCommand.ended(context, plan, result(0), told);
    assertThat(Files.readString(context.file())).doesNotContain("w1").contains("w2");
    assertThat(said.toString()).contains("Took w1 out of ");
  }

  private static Running.Result result(int exitCode) {
    return new Running.Result(
        exitCode, "", "", 0, false, List.of(), List.of(), List.of(), List.of());
  }

  @Test
  void leavesASiteFileAloneThatSomebodyChangedMeanwhile() throws IOException {
    var context = context();
    Files.writeString(context.file(), "# mine\n" + TEXT);
    LeftHosts.of(context, Set.of("w1")).takeOut(output()::say);
    assertThat(context.file()).hasContent("# mine\n" + TEXT);
    assertThat(said.toString()).contains("Take w1 out of ", "yourself: it was changed meanwhile.");
  }

  @Test
  void saysWhichLinesToDeleteWhereTheFileIsLeftToPeople() throws IOException {
    var flow =
        """
        site: acme
        access: {user: ops, keyFile: id_ed25519}
        vault: {passphraseFile: vault.pass}
        hosts: [{name: s1, address: 10.0.0.1, roles: [server]},
          {name: w1, address: 10.0.0.21, roles: [worker]},
          {name: w2, address: 10.0.0.22, roles: [worker]}]
        """;
    Files.writeString(folder.resolve("site.yaml"), flow);
    LeftHosts.of(context(), Set.of("w1")).takeOut(output()::say);
    assertThat(said.toString()).contains("yourself: w1 is line 5 to 5.");
    assertThat(folder.resolve("site.yaml")).hasContent(flow);
  }
}
