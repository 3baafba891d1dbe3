package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `finalize` refuses before it asks any host.
class FinalizeCommandTest {
  private static final String SITE =
      """
      site: acme
      access: {user: ops, keyFile: key}
      vault: {keyFile: vault.key}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server]}
      """;

  @TempDir private Path state;
  private SiteFolder folder;
  private KeptRuns runs;

  @BeforeEach
  void aSite() {
    folder = SiteFolder.of(state, "acme");
    runs = new KeptRuns(folder);
    runs.add("install", "1", 0);
  }

  private void refuse(int most) {
    Unfinished.refuse(folder, Plan.Verb.FINALIZE, most);
  }

  private void accepts(int most) {
    assertThatCode(() -> refuse(most)).doesNotThrowAnyException();
  }

  private void refuses(int most, String what, String fix) {
    assertThatThrownBy(() -> refuse(most))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.RUN_UNFINISHED);
              assertThat(refused.first().what()).contains(what);
              assertThat(refused.first().fix().getFirst()).startsWith(fix);
            });
  }

  @Test
  void goesOnBehindARunThatEndedWellAndARebootThatDid() {
    accepts(0);
    runs.add("upgrade", "2", 0);
    runs.add("reboot", "2", 0);
    accepts(0);
  }

  @Test
  void refusesARunThatStoppedWasCutOffOrStandsInTheMiddleOfAHost() {
    runs.add("upgrade", "2", 6);
    refuses(0, "is not finished", "holdfast resume");
    runs.add("upgrade", "2", -1);
    refuses(0, "is not finished", "holdfast resume");
    runs.addInTheMiddleOf("upgrade", "2", "s1");
    refuses(0, "stopped in the middle of s1", "holdfast resume");
  }

  @Test
  void refusesAnUpgradeThatWasPutBackOrLeftForAReboot() {
    runs.add("upgrade", "2", 7);
    refuses(0, "did not come to a good end: put back", "holdfast apply");
    runs.add("upgrade", "2", 6);
    runs.add("reboot", "2", 0);
    refuses(0, "did not come to a good end", "holdfast apply");
    runs.add("apply", "1", 0);
    accepts(0);
  }

  /// An apply after a canary that was put back finds nothing to do, and begins no run.
  @Test
  void goesOnWhereNothingIsLeftToDoAfterAnUpgradeThatWasPutBack() {
    runs.add("upgrade", "2", 7);
    Unfinished.settle(folder, plan(Plan.Verb.APPLY, Optional.of(List.of("w1"))));
    Unfinished.settle(folder, plan(Plan.Verb.DRAIN, Optional.empty()));
    refuses(0, "did not come to a good end: put back", "holdfast apply");
    Unfinished.settle(folder, plan(Plan.Verb.APPLY, Optional.empty()));
    accepts(0);
    runs.add("upgrade", "3", 7);
    refuses(0, "did not come to a good end: put back", "holdfast apply");
  }

  /// What a run that stopped has left to do is not on the hosts alone.
  @Test
  void refusesARunThatStoppedAlsoWhereNothingIsLeftToDo() {
    runs.add("upgrade", "2", 6);
    Unfinished.settle(folder, plan(Plan.Verb.APPLY, Optional.empty()));
    refuses(0, "is not finished", "holdfast resume");
  }

  private static Plan plan(Plan.Verb verb, Optional<List<String>> absent) {
    var basis = new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>());
    return new Plan(
        Plan.SCHEMA,
        "acme-1",
        "acme",
        verb,
        basis,
        new TreeMap<>(),
        List.of(),
        Optional.empty(),
        absent);
  }

  @Test
  void refusesARebootThatIsNotFinishedToo() {
    runs.add("reboot", "1", 6);
    refuses(0, "is not finished", "holdfast resume");
  }

  @Test
  void mayBeGivenAgainWhereItStoppedItselfAndNotWhereItWasCutOff() {
    runs.add("finalize", "1", 6);
    accepts(0);
    runs.add("finalize", "1", -1);
    refuses(0, "is not finished", "holdfast resume");
  }

  @Test
  void leavesAWorkerBehindOnlyWhereThatIsSaid() {
    RunFolder run = runs.add("upgrade", "2", 6);
    var left = Optional.of(List.of("w1"));
    run.saveOutcome(new Outcome(6, true, List.of(), List.of(), List.of(), left));
    refuses(0, "is not finished", "holdfast resume");
    accepts(1);
  }

  @Test
  void refusesOnTheCommandLineWithNothingWritten() throws IOException {
    Files.writeString(state.resolve("site.yaml"), SITE);
    runs.add("upgrade", "2", 6);
    var before = folder.runs();
    var err = new StringWriter();
    assertThat(finalize(err)).isEqualTo(6);
    assertThat(err.toString()).contains("HF-RUN-008").contains("holdfast resume");
    assertThat(finalize(err, "--max-unreachable-workers", "-1")).isEqualTo(2);
    assertThat(folder.runs()).isEqualTo(before);
  }

  private int finalize(StringWriter err, String... more) {
    var all = new ArrayList<>(List.of("finalize", "--yes"));
    all.addAll(List.of(more));
    all.addAll(List.of("--site", state.resolve("site.yaml").toString()));
    all.addAll(List.of("--state", state.toString()));
    return HoldfastCommand.commandLine()
        .setOut(new PrintWriter(new StringWriter(), true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }
}
