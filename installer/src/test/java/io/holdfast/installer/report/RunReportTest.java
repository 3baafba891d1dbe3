package io.holdfast.installer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.document.SamplePlan;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Fact;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  private static final String RUN = "20261121-084442-upgrade-0001";
  private static final Plan PLAN = SamplePlan.of("acme");
  private static final String SWAP = "/swap";

  @TempDir private Path state;
  private long now = 1_000;

  private RunFolder run() {
    var run = SiteFolder.of(state, "acme").run(RUN);
    run.saveAbout(
        new RunFolder.About(
            RUN,
            "upgrade",
            RUN + "@admin1",
            "d".repeat(64),
            "demo",
            "2.1",
            "",
            1_000,
            Optional.of(List.of("HF-PRE-002@w1=a test machine")),
            Optional.of("ops")));
    run.savePlan(PLAN);
    return run;
  }

  private void write(Journal journal, Fact... facts) {
    for (var fact : facts) {
      journal.append(fact.entry(), now);
      now += 1_000;
    }
  }

  private static Fact[] changed(String host) {
    return new Fact[] {
      new Fact.HostStarted(SamplePlan.GROUP, host),
      new Fact.GatesMet(
          SamplePlan.GROUP, host, "before", List.of("2 of 3 voters are healthy without " + host)),
      new Fact.StepStarted(SamplePlan.GROUP + "/" + host + SWAP, host, 1, "change consul"),
      new Fact.StepDone(SamplePlan.GROUP + "/" + host + SWAP, host, true, "changed", 900),
      new Fact.HostDone(SamplePlan.GROUP, host)
    };
  }

  private static Fact order(String why) {
    return new Fact.OrderSet(SamplePlan.GROUP, List.of("s2", "s3", "s1"), "s1", "", why);
  }

  @Test
  void tellsWhoDidWhatWhenAndInWhichOrderItReallyHappened() {
    var run = run();
    var journal = run.openJournal().journal();
    write(
        journal,
        new Fact.RunStarted(RUN, "plan-digest", "upgrade", 7),
        order("s1 leads and comes last"));
    write(journal, changed("s2"));
    write(journal, changed("s3"));
    write(journal, changed("s1"));
    write(
        journal,
        new Fact.LeaderMoved(SamplePlan.GROUP, "s3", Optional.of("s3 was changed by this run")),
        new Fact.RunEnded(0, "done"));
    run.saveOutcome(new Outcome(0, false, List.of(), List.of(), List.of()));
    var report = RunReport.of(run, "done");
    assertThat(report.operator()).contains("ops");
    assertThat(report.machine()).isEqualTo("admin1");
    assertThat(report.exitCode()).contains(0);
    assertThat(report.endedAt()).contains(19_000L);
    assertThat(report.planDigest()).isEqualTo("plan-digest");
    assertThat(report.skipped()).containsExactly("HF-PRE-002@w1=a test machine");
    var servers = report.groups().getFirst();
    assertThat(servers.planned()).containsExactly("s1", "s2", "s3");
    assertThat(servers.order()).containsExactly("s2", "s3", "s1");
    assertThat(servers.leaderBefore()).contains("s1");
    assertThat(servers.leaderMoves()).containsExactly(new Outcome.LeaderMove("s3", 18_000));
    assertThat(servers.hosts())
        .extracting(Outcome.HostOutcome::outcome)
        .containsOnly(Outcome.End.FINAL);
    assertThat(report.changes())
        .contains(
            new RunReport.Change(
                "s1",
                "consul",
                Optional.of("1.15.3-aaaaaaaaaaaa"),
                "1.15.4-bbbbbbbbbbbb",
                RunReport.Standing.AFTER));
    assertThat(report.gates().getFirst().why())
        .containsExactly("2 of 3 voters are healthy without s2");
    assertThat(report.events())
        .extracting(RunReport.Event::text)
        .contains(
            "order s2, s3, s1: s1 leads and comes last",
            "the leader is now s3: s3 was changed by this run");
  }

  @Test
  void tellsHowFarARunCameThatWasCutOffInTheMiddleOfAStep() {
    var run = run();
    var journal = run.openJournal().journal();
    write(journal, new Fact.RunStarted(RUN, "p", "upgrade", 7), order("as planned"));
    write(journal, changed("s2"));
    write(
        journal,
        new Fact.HostStarted(SamplePlan.GROUP, "s3"),
        new Fact.StepStarted(SamplePlan.GROUP + "/s3" + SWAP, "s3", 1, "change consul"));
    var report = RunReport.of(run, "cut off, can be resumed");
    assertThat(report.exitCode()).isEmpty();
    assertThat(report.endedAt()).isEmpty();
    assertThat(report.changes().stream().filter(change -> change.component().equals("consul")))
        .extracting(change -> change.host() + " " + change.now().word())
        .containsExactly("s1 before", "s2 after", "s3 between");
    assertThat(report.groups().getFirst().hosts())
        .extracting(host -> host.host() + " " + host.outcome().text())
        .containsExactly("s1 untouched", "s2 final", "s3 stopped");
  }

  @Test
  void tellsWhatFailedWhereItsAnswerIsKeptAndThatItWasPutBack() {
    var run = run();
    var problem = Problem.of(ProblemId.RUN_PUT_BACK, "The canary s2 was put back");
    write(
        run.openJournal().journal(),
        new Fact.RunStarted(RUN, "p", "upgrade", 7),
        order("as planned"),
        new Fact.HostStarted(SamplePlan.GROUP, "s2"),
        new Fact.StepStarted(SamplePlan.GROUP + "/s2" + SWAP, "s2", 1, "change consul"),
        new Fact.StepDone(SamplePlan.GROUP + "/s2" + SWAP, "s2", true, "changed", 900),
        new Fact.HostFailed(
            SamplePlan.GROUP,
            "s2",
            ProblemId.RUN_PUT_BACK,
            "consul.member-after@s2",
            "no voter after 60 s",
            "evidence-1.txt"),
        new Fact.UndoChosen(SamplePlan.GROUP, "s2", "s1"),
        new Fact.HostPutBack(SamplePlan.GROUP, "s2"),
        new Fact.RunEnded(7, "put back"));
    run.saveOutcome(new Outcome(7, false, List.of(problem), List.of(), List.of()));
    run.keep("evidence-1.txt", "429 {}");
    var report = RunReport.of(run, "put back");
    assertThat(report.events())
        .extracting(RunReport.Event::text)
        .contains(
            "HF-RUN-002 at consul.member-after@s2: no voter after 60 s (raw/evidence-1.txt)",
            "is put back");
    assertThat(report.changes())
        .extracting(RunReport.Change::now)
        .containsOnly(RunReport.Standing.BEFORE);
    assertThat(report.problems()).containsExactly(problem);
    assertThat(report.kept()).containsExactly("evidence-1.txt");
  }

  @Test
  void countsARunThatWentOnAsNotEndedYet() {
    var run = run();
    write(
        run.openJournal().journal(),
        new Fact.RunStarted(RUN, "p", "upgrade", 7),
        new Fact.RunEnded(6, "stopped"),
        new Fact.RunResumed(RUN, 8, Optional.empty()));
    var report = RunReport.of(run, "running now");
    assertThat(report.exitCode()).isEmpty();
    assertThat(report.endedAt()).isEmpty();
    assertThat(report.resumedAt()).containsExactly(3_000L);
  }

  @Test
  void refusesAFolderThatIsNotComplete() {
    var run = SiteFolder.of(state, "acme").run(RUN);
    run.savePlan(PLAN);
    assertThatThrownBy(() -> RunReport.of(run, "cut off"))
        .hasMessageContaining("The folder of the run " + RUN + " is not complete");
  }
}
