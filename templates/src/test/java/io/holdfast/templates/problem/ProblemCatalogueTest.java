package io.holdfast.templates.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemCatalogueTest {
  private static final Path PAGES = Path.of("..", "docs", "errors");

  @Test
  void everyIdHasAPageThatBearsItsCodeTitleAndExitCode() {
    for (var id : ProblemId.values()) {
      assertThat(ErrorPages.page(id))
          .as(id.code())
          .startsWith("# " + id.code() + ": " + id.title() + "\n")
          .contains("Exit code " + id.kind().exitCode() + ".")
          .contains(
              "## What it means\n",
              "## Why it happens\n",
              "## What to do\n",
              "## Is the cluster safe\n");
    }
  }

  @Test
  void everyPageHasAnId() throws IOException {
    try (var pages = Files.list(PAGES)) {
      assertThat(
              pages
                  .map(page -> page.getFileName().toString())
                  .filter(name -> name.startsWith("HF-")))
          .allSatisfy(name -> assertThat(ProblemId.find(name.replace(".md", ""))).isPresent());
    }
  }

  @Test
  void noCodeIsUsedTwiceAndAllHaveTheForm() {
    var codes = Arrays.stream(ProblemId.values()).map(ProblemId::code).toList();
    assertThat(codes)
        .doesNotHaveDuplicates()
        .allMatch(code -> code.matches("HF-[A-Z]{3}-[0-9]{3}"));
  }

  @Test
  void theEarliestPhaseDecidesTheExitCode() {
    var problems = new Problems();
    problems.add(ProblemId.DISK_SPACE, "full");
    problems.add(ProblemId.HOST_UNREACHABLE, "gone");
    assertThat(HoldfastException.of(problems.list()).exitCode()).isEqualTo(10);
    problems.add(ProblemId.UNKNOWN_KEY, "what is this");
    assertThat(HoldfastException.of(problems.list()).exitCode()).isEqualTo(2);
    var failedRun =
        List.of(
            Problem.of(ProblemId.AFTER_GATE, "did not vote"),
            Problem.of(ProblemId.RUN_PUT_BACK, "back"));
    assertThat(HoldfastException.of(failedRun).exitCode()).isEqualTo(7);
  }

  @Test
  void aProblemSurvivesJson() {
    var problem =
        Problem.of(ProblemId.BEFORE_GATE, "Only 1 other voter is healthy, 2 are needed")
            .withHost("s2")
            .withStep("/consul/s2/swap")
            .withEvidence("s3: alive=false")
            .withFix("holdfast status")
            .withClusterSafe(true, "2 of 3 servers healthy, can lose 0")
            .withResume("holdfast resume");
    assertThat(Json.read(Json.write(problem), Problem.class)).isEqualTo(problem);
    assertThat(Json.write(problem)).contains("\"id\":\"HF-QUO-001\"");
  }

  @Test
  void aProblemReadsAsTextWithTheCommandToRunNext() {
    var problem =
        Problem.of(ProblemId.PORT_TAKEN, "Port 8301 is taken")
            .withHost("s1")
            .withEvidence("users:((\"nc\",pid=7))")
            .withFix("ss -ltnup")
            .withResume("holdfast preflight");
    assertThat(problem.toText())
        .isEqualTo(
            """
            HF-PRE-003 Port 8301 is taken (host s1)
              evidence: users:(("nc",pid=7))
              fix:      ss -ltnup
              resume:   holdfast preflight
              more:     holdfast explain HF-PRE-003""");
  }
}
