package io.holdfast.scheduler.nomad;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operation;
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
    evaluations("{\"Status\":\"pending\"}");
    assertNotYet("service", "the servers still look for places");
    evaluations("");
    assertNotYet("service", "report runs nowhere");
    allocations(allocation("pending", 0));
    assertNotYet("service", "1 of report are starting");
    allocations(allocation("running", 0));
    deployment("running", "");
    assertNotYet("service", "the deployment of report is running");
    deployment("running", "Deployment is running but requires manual promotion");
    assertThat(judge("service")).isInstanceOf(Verdict.Met.class);
    deployment("successful", "");
    var placed = judge("service");
    assertThat(placed.why()).isEqualTo("report is placed");
    assertThat(placed).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void saysWhyNoWorkerFits() {
    registered("system");
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
    queued(1);
    assertNotYet("system", "1 of report find no worker (2 workers are out");
    allocations(allocation("running", 0));
    nomad.node("w2", "ready", "ineligible", false, RecordedNomad.VERSION);
    assertThat(judge("system")).as("it may wait for w2").isInstanceOf(Verdict.Met.class);
  }

  /// What an earlier version has done is nothing to this one.
  @Test
  void saysThatAJobFailedWhereverItWasStarted() {
    registered("batch");
    allocations(allocation("complete", 7), allocation("failed", 0));
    assertNotYet("batch", "report failed wherever it was started");
    allocations(allocation("failed", 0), allocation("complete", 0));
    assertThat(judge("batch")).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void registersAServiceAgainThatFoundNoPlaceAndNothingThatEndsByItself() {
    registered("service");
    assertThat(look("service").says()).isEqualTo("register report again, it has found no place");
    allocations(allocation("running", 0));
    assertThat(look("service").changed()).isFalse();
    deployment("failed", "Failed due to progress deadline");
    assertThat(look("service").changed()).isTrue();
    Operations.named("nomad.deploy-job").perform(Worlds.of(nomad.api(), job("service")));
    assertThat(nomad.api().bodies().getLast()).contains("\"holdfast_after\":\"d\"");
    standing("{\"ID\":\"report\",\"Version\":9}");
    assertThat(look("service").changed()).as("its owner has changed it").isFalse();
    registered("batch");
    assertThat(look("batch").changed()).isFalse();
  }

  private Operation.Outcome look(String type) {
    return Operations.named("nomad.deploy-job").look(Worlds.of(nomad.api(), job(type)));
  }

  @Test
  void givesUpWhenNomadDid() {
    registered("service");
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
    var kept = ((Verdict.NotYet) judge("service")).raw();
    assertThat(kept).contains("\"Version\":0").doesNotContain("hunter2").doesNotContain("kWh");
  }

  private void registered(String type) {
    Operations.named("nomad.deploy-job").perform(Worlds.of(nomad.api(), job(type)));
    var job = nomad.api().send(asked());
    standing(job.body());
    nomad.api().answer("* GET /v1/job/report/deployments?namespace=default", "[]");
    evaluations("");
    queued(0);
    allocations();
  }

  private static ApiAsk asked() {
    return ApiAsk.get("s1", new ApiAsk.Endpoint.Https(4646, "localhost"), "/v1/job/report");
  }

  private void standing(String job) {
    nomad.api().answer("* GET /v1/job/report?namespace=default", job);
  }

  private void queued(int count) {
    nomad
        .api()
        .answer(
            "* GET /v1/job/report/summary?namespace=default",
            "{\"JobID\":\"report\",\"Summary\":{\"report\":{\"Queued\":" + count + "}}}");
  }

  private void allocations(String... list) {
    nomad
        .api()
        .answer(
            "* GET /v1/job/report/allocations?namespace=default",
            "[" + String.join(",", list) + "]");
  }

  private static String allocation(String status, int version) {
    return "{\"ClientStatus\":\"%s\",\"DesiredStatus\":\"run\",\"JobVersion\":%d,\"TaskGroup\":\"report\"}"
        .formatted(status, version);
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
