package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryReportCommandTest {
  private static final String SITE =
      """
      site: acme
      access: {user: ops, keyFile: key}
      vault: {keyFile: vault.key}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server]}
      """;

  private final Typed typed = new Typed();
  @TempDir private Path state;

  @BeforeEach
  void site() {
    SiteFolder.of(state, "acme").saveSiteText(SITE.getBytes(StandardCharsets.UTF_8));
  }

  private String add(int exitCode) {
    return new KeptRuns(SiteFolder.of(state, "acme")).add("upgrade", "2.2", exitCode).runId();
  }

  private int report(String... arguments) {
    var all = new ArrayList<>(List.of("history", "report"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--state", state.toString(), "--site", "acme"));
    return typed.run(all);
  }

  @Test
  void tellsOfARunThatWasCutOffAsSuch() {
    var run = add(-1);
    assertThat(report(run)).isZero();
    assertThat(typed.out())
        .contains("Run " + run + " of acme: cut off, can be resumed", "not ended");
  }

  @Test
  void givesScriptsOneLineAndPeopleADocument() throws IOException {
    var run = add(0);
    var file = state.resolve("report.html");
    assertThat(report(run, "--output", "json", "--document", file.toString())).isZero();
    var result = Json.readTree(typed.out().strip());
    assertThat(result.path("schema").asString()).isEqualTo("holdfast/history-report/1");
    assertThat(result.path("exitCode").asInt()).isZero();
    assertThat(result.path("runId").asString()).isEqualTo(run);
    assertThat(Files.readString(file)).contains("Report of the run " + run);
  }

  @Test
  void saysOfARunThatItMayGoOnAsTheListDoes() {
    var runs = new KeptRuns(SiteFolder.of(state, "acme"));
    var stopped = runs.add("upgrade", "2.2", 6).runId();
    runs.add("drain", "2.2", 0);
    assertThat(report(stopped)).isZero();
    assertThat(typed.out()).contains("stopped safely, can be resumed");
  }

  @Test
  void namesTheRunsThereAreWhereNoneIsMeant() {
    var run = add(0);
    for (var wrong : List.of("20260101-000000-upgrade-9999", "../" + run, run + "/")) {
      assertThat(report(wrong)).isEqualTo(2);
    }
    assertThat(typed.err())
        .contains("There is no run 20260101-000000-upgrade-9999", "the last ones: " + run)
        .contains("holdfast history");
  }

  @Test
  void saysThatADocumentCannotBeWrittenThere() {
    var run = add(0);
    assertThat(report(run, "--document", state.resolve("none/report.html").toString()))
        .isEqualTo(2);
    assertThat(typed.err()).contains("HF-CFG-020", "The report");
  }
}
