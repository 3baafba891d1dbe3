package io.holdfast.scheduler.nomad;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiAsk;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobPlacedTest {
  private final RecordedNomad nomad = new RecordedNomad();

  @Test
  void waitsUntilEachGroupHasFoundItsWorkers() {
    registered("service");
    summary("\"Queued\":0,\"Starting\":0,\"Running\":0");
    assertNotYet("service", "report runs nowhere");
    summary("\"Queued\":0,\"Starting\":2,\"Running\":0");
    assertNotYet("service", "2 of report are starting");
    summary("\"Queued\":0,\"Starting\":0,\"Running\":2");
    deployment("running", "");
    assertNotYet("service", "the deployment of report is running");
    deployment("successful", "");
    var placed = judge("service");
    assertThat(placed.why()).isEqualTo("report is placed");
    assertThat(placed).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void saysWhyNoWorkerFits() {
    registered("system");
    summary("\"Queued\":0,\"Starting\":0,\"Running\":0");
    evaluations(
        """
        {"ModifyIndex":9,"FailedTGAllocs":{"report":{"ConstraintFiltered":{"computed class ineligible":1},
          "DimensionExhausted":null}}},
        {"ModifyIndex":12,"FailedTGAllocs":{"report":{"ConstraintFiltered":
          {"${attr.plugins.cni.version.bridge} semver >= 0.4.0":2},"DimensionExhausted":{"memory":1}}}},
        {"ModifyIndex":11,"FailedTGAllocs":null}
        """);
    assertNotYet(
        "system",
        "report runs nowhere (2 workers are out for ${attr.plugins.cni.version.bridge} semver >="
            + " 0.4.0, 1 worker is out for lack of memory)");
    summary("\"Queued\":1,\"Starting\":0,\"Running\":1");
    assertNotYet("system", "1 of report find no worker (2 workers are out");
  }

  @Test
  void saysThatAJobFailedWhereverItWasStarted() {
    registered("batch");
    summary("\"Queued\":0,\"Starting\":0,\"Running\":0,\"Failed\":2");
    assertNotYet("batch", "report failed wherever it was started");
    summary("\"Queued\":0,\"Starting\":0,\"Running\":0,\"Failed\":2,\"Complete\":2");
    assertThat(judge("batch")).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void givesUpWhenNomadDid() {
    registered("service");
    summary("\"Queued\":0,\"Starting\":0,\"Running\":1");
    deployment("failed", "Failed due to progress deadline");
    var verdict = judge("service");
    assertThat(verdict).isInstanceOf(Verdict.Failed.class);
    assertThat(verdict.why())
        .isEqualTo("the deployment of report failed: Failed due to progress deadline");
  }

  @Test
  void hasNothingToSayAboutAJobThatWaitsIsStoppedOrHasEnded() {
    registered("batch");
    for (var waits : new String[] {"\"Periodic\":{}", "\"ParameterizedJob\":{}", "\"Stop\":true"}) {
      standing("{\"ID\":\"report\"," + waits + "}");
      assertThat(judge("batch")).isInstanceOf(Verdict.Met.class);
    }
    nomad.api().answer("* GET /v1/job/report?namespace=default", 404, "job not found");
    assertThat(judge("batch").why()).isEqualTo("report has ended");
    assertNotYet("service", "answers 404: job not found");
  }

  @Test
  void keepsNothingOfWhatAJobHandsToItsTasks() {
    registered("service");
    summary("\"Queued\":1");
    var kept = ((Verdict.NotYet) judge("service")).raw();
    assertThat(kept).contains("\"Version\":0").doesNotContain("hunter2").doesNotContain("kWh");
  }

  private void registered(String type) {
    Operations.named("nomad.deploy-job").perform(Worlds.of(nomad.api(), job(type)));
    var job = nomad.api().send(asked());
    standing(job.body());
    nomad.api().answer("* GET /v1/job/report/deployments?namespace=default", "[]");
    evaluations("");
  }

  private static ApiAsk asked() {
    return ApiAsk.get("s1", new ApiAsk.Endpoint.Https(4646, "localhost"), "/v1/job/report");
  }

  private void standing(String job) {
    nomad.api().answer("* GET /v1/job/report?namespace=default", job);
  }

  private void summary(String counts) {
    nomad
        .api()
        .answer(
            "* GET /v1/job/report/summary?namespace=default",
            "{\"JobID\":\"report\",\"Summary\":{\"report\":{" + counts + "}}}");
  }

  private void evaluations(String list) {
    nomad.api().answer("* GET /v1/job/report/evaluations?namespace=default", "[" + list + "]");
  }

  private void deployment(String status, String because) {
    nomad
        .api()
        .answer(
            "* GET /v1/job/report/deployments?namespace=default",
            "[{\"CreateIndex\":1,\"ID\":\"d\",\"JobVersion\":0,\"Status\":\"%s\",\"StatusDescription\":\"%s\"}]"
                .formatted(status, because));
  }

  private Verdict judge(String type) {
    return Gates.named("nomad.job-placed").judge(Worlds.of(nomad.api(), job(type)));
  }

  private void assertNotYet(String type, String... reasons) {
    var verdict = judge(type);
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.NotYet.class);
    assertThat(verdict.why()).contains(reasons);
  }

  private static Map<String, String> job(String type) {
    var specification =
        """
        {"ID":"report","Type":"%s","Meta":{"unit":"kWh"},
         "TaskGroups":[{"Name":"report","Count":2,"Tasks":[{"Name":"a","Env":{"KEY":"hunter2"}}]},
          {"Name":"spare","Count":0}]}
        """
            .formatted(type);
    return Map.of("job", "report", "specification", specification);
  }
}
