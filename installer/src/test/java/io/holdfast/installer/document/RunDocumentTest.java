package io.holdfast.installer.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.report.RunReport;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunDocumentTest {
  private static RunReport report(String says, Optional<Integer> exitCode) {
    return new RunReport(
        "20261121-084442-upgrade-0001",
        "acme",
        "upgrade",
        exitCode.isPresent() ? "put back" : "cut off, can be resumed",
        exitCode,
        Optional.of("ops"),
        "admin1",
        1_795_250_682_000L,
        exitCode.map(_ -> 1_795_250_782_000L),
        List.of(),
        new RunReport.Bundle("demo", "2.1", "d".repeat(64)),
        "e".repeat(64),
        List.of(
            new RunReport.Change(
                "s1",
                "consul",
                Optional.of("1.15.3-aaaaaaaaaaaa"),
                "1.15.4-bbbbbbbbbbbb",
                RunReport.Standing.BETWEEN)),
        List.of(
            new RunReport.Group(
                "/consul-servers",
                "Change the discovery servers",
                "consul",
                Optional.of("s1"),
                List.of("s1", "s2"),
                List.of("s2"),
                List.of(new Outcome.LeaderMove("s2", 1_795_250_700_000L)),
                List.of(new Outcome.HostOutcome("s2", Outcome.End.PUT_BACK)))),
        List.of(
            new RunReport.Gate(
                1_795_250_690_000L, "/consul-servers", "s2", "before", List.of("2 of 3 voters"))),
        List.of(new RunReport.Event(1_795_250_695_000L, "/consul-servers", "s2", says)),
        List.of("HF-PRE-002@w1=a test machine"),
        exitCode.isPresent() ? List.of(Problem.of(ProblemId.RUN_PUT_BACK, says)) : List.of(),
        List.of("evidence-1.txt"));
  }

  /// After a wanted change run it with `-Dgolden.update=true` and look at the difference.
  @Test
  void isTheStoredPage() throws IOException {
    var page = RunDocument.of(report("no voter after 60 s", Optional.of(7)));
    Pages.requireSelfContained(page);
    Pages.compare("run.html", page);
  }

  @Test
  void saysThatARunWasCutOff() {
    var page = RunDocument.of(report("x", Optional.empty()));
    Pages.requireSelfContained(page);
    assertThat(page)
        .contains("<td>cut off, can be resumed</td>", "none: the run did not end", "not ended");
  }

  @Test
  void escapesWhatProductsAnswered() {
    assertThat(RunDocument.of(report("<b onclick=\"x\">&", Optional.of(7))))
        .contains("&lt;b onclick=&quot;x&quot;&gt;&amp;")
        .doesNotContain("<b onclick");
  }
}
