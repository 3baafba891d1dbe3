package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.run.RunBeacon;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunWordsTest {
  private static final RunBeacon.Going GOING = new RunBeacon.Going("admin1", 42, 1_000);

  @TempDir private Path state;

  @Test
  void tellsARunThatGoesOnFromOneThatWasCutOff() throws Exception {
    var run = new KeptRuns(SiteFolder.of(state, "acme")).add("upgrade", "2.2", -1);
    try (var _ = RunBeacon.light(run, GOING)) {
      assertThat(RunWords.of(run, true))
          .isEqualTo("running now (on admin1, process 42, since 1970-01-01T00:00:01Z)");
      assertThatThrownBy(() -> RunWords.refuseWhileGoing(run))
          .hasMessageContaining("HF-RUN-005")
          .hasMessageContaining("is going on now");
    }
    assertThat(RunWords.of(run, true)).isEqualTo("cut off, can be resumed");
    assertThatCode(() -> RunWords.refuseWhileGoing(run)).doesNotThrowAnyException();
  }

  @Test
  void takesARunWhoseProcessDiedForCutOff() throws Exception {
    var run = new KeptRuns(SiteFolder.of(state, "acme")).add("upgrade", "2.2", -1);
    Files.writeString(run.path().resolve("running.json"), "{\"machine\":\"a\"");
    assertThat(RunWords.of(run, true)).isEqualTo("cut off, can be resumed");
  }

  @Test
  void listsHowEachRunEndedAndOffersOnlyTheLastOneForResume() {
    var folder = SiteFolder.of(state, "acme");
    var runs = new KeptRuns(folder);
    runs.add("install", "2.1", 0);
    runs.add("upgrade", "2.2", 6);
    runs.add("upgrade", "2.2", 7);
    runs.add("apply", "2.1", 6);
    var entries = HistoryCommand.entries(folder);
    assertThat(entries)
        .extracting(HistoryCommand.Entry::state)
        .containsExactly(
            "done",
            "stopped safely, given up for a later run",
            "put back",
            "stopped safely, can be resumed");
    assertThat(entries)
        .extracting(HistoryCommand.Entry::resumable)
        .containsExactly(false, false, false, true);
    assertThat(entries.getLast().lines().getFirst()).contains(entries.getLast().runId());
  }

  @Test
  void givesThePathOfTheAnswersThatARunKept() {
    var run = SiteFolder.of(state, "acme").run("20261121-084442-upgrade-3fa9");
    var problem =
        Problem.of(ProblemId.RUN_PUT_BACK, "x").withFix("Read gate.txt in the run's folder");
    assertThat(Running.placed(problem, run).fix())
        .containsExactly("Read gate.txt in " + run.path().resolve("raw"));
  }
}
