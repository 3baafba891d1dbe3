package io.holdfast.scheduler.nomad;

import static io.holdfast.scheduler.nomad.RecordedNomad.VERSION;
import static io.holdfast.scheduler.nomad.RecordedNomad.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NomadOperationsTest extends OperationsOnNomad {
  @Test
  void setsTheManagementTokenOfTheSiteOnce() {
    nomad.api().answer("* GET /v1/acl/token/self", 403, "ACL token not found");
    nomad
        .api()
        .react("s1 PUT /v1/acl/bootstrap", ask -> answered(500, "must be a POST"))
        .react(
            "s1 POST /v1/acl/bootstrap",
            ask -> {
              nomad.api().answer("* GET /v1/acl/token/self", "{}");
              return answered(200, "{}");
            });
    assertThat(Operations.named("nomad.bootstrap-acl").look(world(Map.of())).changed()).isTrue();
    assertThat(perform("nomad.bootstrap-acl", Map.of()).changed()).isTrue();
    var secret = Worlds.secret("nomad.token.management").reveal();
    assertThat(nomad.api().bodies().getLast())
        .isEqualTo("{\"BootstrapSecret\":\"" + secret + "\"}");
    assertThat(perform("nomad.bootstrap-acl", Map.of()).changed()).isFalse();
    assertThat(nomad.api().changes()).containsExactly("s1 POST /v1/acl/bootstrap");
  }

  @Test
  void refusesANomadThatSomebodyElseSetUp() {
    nomad.api().answer("* GET /v1/acl/token/self", 403, "ACL token not found");
    nomad.api().answer("s1 POST /v1/acl/bootstrap", 400, "ACL bootstrap already done");
    assertThatThrownBy(() -> perform("nomad.bootstrap-acl", Map.of()))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.first().id()).isEqualTo(ProblemId.API_REFUSED));
  }

  @Test
  void createsAServiceAndLeavesItAlone() {
    assertThat(deploy().says()).isEqualTo("create web");
    var job = Json.readTree(nomad.api().bodies().getLast()).path("Job");
    assertThat(job.path("TaskGroups")).hasSize(2);
    var group = job.path("TaskGroups").get(1);
    assertThat(group.path("Count").asInt()).isEqualTo(2);
    assertThat(group.path("Networks").get(0).path("ReservedPorts").get(0).toString())
        .isEqualTo("{\"Label\":\"http\",\"To\":8080,\"Value\":18081}");
    assertThat(group.path("Tasks").get(0).path("Config").path("image").asString())
        .startsWith("127.0.0.1:5000/web@sha256:");
    assertThat(deploy().changed()).isFalse();
    assertThat(nomad.api().changes()).containsExactly("s1 PUT /v1/jobs");
  }

  @Test
  void updatesAServiceThatDiffersOrWasStopped() {
    deploy();
    var other = new HashMap<>(NomadGatesTest.service());
    other.put("image", "127.0.0.1:5000/web@sha256:" + "b".repeat(64));
    assertThat(perform("nomad.deploy-service", other).says()).isEqualTo("update web");
    assertThat(perform("nomad.deploy-service", other).changed()).isFalse();
    var standing = Json.readTree(nomad.api().bodies().getLast()).path("Job").toString();
    nomad.api().answer("* GET /v1/job/web", standing.replaceFirst("\\{", "{\"Stop\":true,"));
    assertThat(perform("nomad.deploy-service", other).says()).isEqualTo("update web");
  }

  /// An instance without a worker to go to would keep the deployment from ever succeeding.
  @Test
  void countsTheWorkersThatTakeWorkAndTheOthersOnceTheyAreBack() {
    for (var away : List.of(List.of("ready", "ineligible"), List.of("down", "eligible"))) {
      var nomad = new RecordedNomad().node("w2", away.get(0), away.get(1), false, VERSION);
      var deploy = Operations.named("nomad.deploy-service");
      var world = Worlds.of(nomad.api(), NomadGatesTest.service());
      assertThat(deploy.perform(world).says()).isEqualTo("create web");
      assertThat(counts(nomad)).containsExactly(1, 1);
      assertThat(deploy.look(world).changed()).isFalse();
      var known = meta(nomad);
      nomad.node("w2", "ready", "eligible", false, VERSION);
      assertThat(deploy.look(world).says()).isEqualTo("bring web to the workers that take work: 2");
      assertThat(deploy.perform(world).changed()).isTrue();
      assertThat(counts(nomad)).containsExactly(2, 2);
      assertThat(meta(nomad)).as("or all instances would be replaced").isEqualTo(known);
      assertThat(deploy.perform(world).changed()).isFalse();
      nomad.node("w2", "down", "eligible", false, VERSION);
      assertThat(deploy.look(world).changed()).as("what stands may wait for it").isFalse();
    }
  }

  @Test
  void doesNotWaitForAWorkerThatWentAwayBeforeItWasReached() {
    deploy();
    nomad.deployment(0, "running", "Deployment is running");
    assertThat(deploy().changed()).isFalse();
    nomad.node("w2", "down", "eligible", false, VERSION);
    assertThat(deploy().says()).isEqualTo("bring web to the workers that take work: 1");
    assertThat(counts(nomad)).containsExactly(1, 1);
    assertThat(deploy().changed()).isFalse();
  }

  @Test
  void keepsWhatAJobSaysOfItsFailureWhenItIsBroughtToMoreWorkers() {
    nomad.node("w2", "down", "eligible", false, VERSION);
    deploy();
    nomad.deployment(0, "failed", "Failed due to progress deadline");
    deploy();
    var known = meta(nomad);
    nomad.node("w2", "ready", "eligible", false, VERSION);
    assertThat(deploy().says()).isEqualTo("bring web to the workers that take work: 2");
    assertThat(meta(nomad)).isEqualTo(known).contains("deployment-0");
  }

  @Test
  void countsOneInstanceAtLeastAndNoMoreThanTheSiteHasWorkers() {
    nomad.node("other", "ready", "eligible", false, VERSION);
    deploy();
    assertThat(counts(nomad)).containsExactly(2, 2);
    var none = new RecordedNomad();
    none.node("w1", "down", "eligible", false, VERSION);
    none.node("w2", "down", "eligible", false, VERSION);
    Operations.named("nomad.deploy-service")
        .perform(Worlds.of(none.api(), NomadGatesTest.service()));
    assertThat(counts(none)).containsExactly(1, 1);
  }

  private static List<Integer> counts(RecordedNomad nomad) {
    return registered(nomad)
        .path("TaskGroups")
        .valueStream()
        .map(group -> group.path("Count").asInt())
        .toList();
  }

  private static String meta(RecordedNomad nomad) {
    return registered(nomad).path("Meta").toString();
  }

  private static JsonNode registered(RecordedNomad nomad) {
    return Json.readTree(nomad.api().bodies().getLast()).path("Job");
  }

  @Test
  void deploysOnceMoreWhatNomadGaveUp() {
    deploy();
    nomad.deployment(0, "failed", "Failed due to progress deadline");
    assertThat(deploy().says()).isEqualTo("update web again, its deployment failed");
    var meta = Json.readTree(nomad.api().bodies().getLast()).path("Job").path("Meta");
    assertThat(meta.path("holdfast_after").asString()).isEqualTo("deployment-0");
    nomad.deployment(1, "running", "");
    assertThat(deploy().changed()).isFalse();
  }

  @Test
  void saysWhyNomadRefusesAJob() {
    nomad.api().answer("* PUT /v1/jobs", 400, "Missing job datacenters");
    assertThatThrownBy(this::deploy)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.API_REFUSED);
              assertThat(refused.first().evidence().orElse("")).contains("Missing job datacenters");
            });
  }

  @Test
  void namesTheMistakesInAJobThatNomadCannotTake() {
    nomad.api().answer("* PUT /v1/jobs", 500, "1 error occurred:\n\t* bad");
    nomad
        .api()
        .answer(
            "* PUT /v1/validate/job",
            "{\"Error\":\"\",\"ValidationErrors\":[\"Task group web should have a count\"]}");
    assertThatThrownBy(this::deploy)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.API_REFUSED);
              assertThat(refused.first().evidence()).hasValue("Task group web should have a count");
            });
    nomad.api().answer("* PUT /v1/validate/job", "{\"ValidationErrors\":null}");
    assertThatThrownBy(this::deploy)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            silent -> assertThat(silent.first().id()).isEqualTo(ProblemId.API_SILENT));
  }

  @Test
  void registersAJobOfTheVendorOnceForEachOfItsVersions() {
    var job = Map.of("job", "report", "specification", "{\"ID\":\"report\",\"Type\":\"batch\"}");
    assertThat(perform("nomad.deploy-job", job).says()).isEqualTo("register report");
    assertThat(nomad.api().changes())
        .containsExactly("s1 PUT /v1/jobs", "s1 PUT /v1/var/holdfast/jobs/report");
    assertThat(perform("nomad.deploy-job", job).changed()).isFalse();
    var next =
        Map.of(
            "job",
            "report",
            "specification",
            "{\"ID\":\"report\",\"Type\":\"batch\",\"Priority\":60}");
    assertThat(Operations.named("nomad.deploy-job").look(world(next)).changed()).isTrue();
    assertThat(perform("nomad.deploy-job", next).changed()).isTrue();
    assertThat(perform("nomad.deploy-job", next).changed()).isFalse();
  }
}
