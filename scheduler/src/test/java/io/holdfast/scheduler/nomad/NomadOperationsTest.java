package io.holdfast.scheduler.nomad;

import static io.holdfast.scheduler.nomad.RecordedNomad.VERSION;
import static io.holdfast.scheduler.nomad.RecordedNomad.allocation;
import static io.holdfast.scheduler.nomad.RecordedNomad.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Operation.Outcome;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NomadOperationsTest {
  private static final String NOON = "2026-11-21T12:00:00Z";
  private static final String ELIGIBILITY = "* PUT /v1/node/node-w1/eligibility";
  private static final String DRAIN = "* PUT /v1/node/node-w1/drain";
  private static final Map<String, String> ON_W1 = Map.of("host", "w1");

  private final RecordedNomad nomad = new RecordedNomad();

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
  void notesWhatRunsAndNothingElse() {
    nomad.allocations(
        "w1",
        allocation("a2", "web", "service", "run", "running", 1, NOON),
        allocation("a1", "log", "system", "run", "running", 0, NOON),
        allocation("a3", "web", "service", "stop", "running", 0, NOON),
        allocation("a4", "web", "service", "run", "failed", 0, NOON));
    var done = perform("nomad.note-work", ON_W1);
    assertThat(done.says()).isEqualTo("2 allocations run on w1");
    assertThat(done.changed()).isFalse();
    var body = Json.readTree(nomad.api().bodies().getLast());
    assertThat(body.path("Path").asString()).isEqualTo("holdfast/workers/w1/work");
    assertThat(body.path("Items").path("value").asString())
        .matches("a1:0:[0-9a-f]{8} a2:1:[0-9a-f]{8}");
    assertThat(body.path("Items").path("boot").asString()).isEqualTo("unknown");
  }

  @Test
  void closesAWorkerAndWaitsForWorkThatEndsByItself() {
    nomad.api().react(ELIGIBILITY, ask -> eligible("ineligible"));
    nomad.allocations(
        "w1",
        allocation("a1", "web", "service", "run", "running", 0, NOON),
        allocation("a2", "report", "batch", "run", "running", 0, NOON));
    var clock =
        new Later(
            7_000,
            () ->
                nomad.allocations(
                    "w1",
                    allocation("a1", "web", "service", "run", "running", 0, NOON),
                    allocation("a2", "report", "batch", "run", "complete", 0, NOON)));
    var done = perform("nomad.close-worker", close("wait", 60_000), clock);
    assertThat(done.says())
        .isEqualTo("w1 is closed; all that ends by itself has ended, after 7000 ms");
    assertThat(nomad.api().bodies())
        .contains("{\"Eligibility\":\"ineligible\",\"NodeID\":\"node-w1\"}");
  }

  @Test
  void leavesWorkThatDoesNotEndInTimeRunning() {
    nomad.api().react(ELIGIBILITY, ask -> eligible("ineligible"));
    nomad.allocations("w1", allocation("a2", "report", "sysbatch", "run", "running", 0, NOON));
    assertThat(perform("nomad.close-worker", close("wait", 5_000)).says())
        .isEqualTo("w1 is closed; the time to wait is over, 1 batch allocations run on");
  }

  @Test
  void asksAgainWhenNobodyTellsWhatRuns() {
    nomad.api().react(ELIGIBILITY, ask -> eligible("ineligible"));
    nomad
        .api()
        .answer(
            "* GET /v1/allocations?namespace=*&filter=NodeID%20%3D%3D%20%22node-w1%22",
            500, "No cluster leader");
    assertThatThrownBy(() -> perform("nomad.close-worker", close("wait", 5_000)))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            silent -> assertThat(silent.first().id()).isEqualTo(ProblemId.API_SILENT));
  }

  @Test
  void movesWorkAwayAndWaitsUntilItHasGone() {
    nomad.api().react(DRAIN, ask -> drained());
    var clock = new Later(4_000, () -> nomad.node("w1", "ready", "ineligible", false, VERSION));
    assertThat(perform("nomad.close-worker", close("migrate", 45_000), clock).says())
        .isEqualTo("w1 is drained");
    var body = body("/v1/node/node-w1/drain");
    assertThat(body.path("DrainSpec").path("Deadline").asLong()).isEqualTo(45_000_000_000L);
    assertThat(body.path("DrainSpec").path("IgnoreSystemJobs").asBoolean()).isTrue();
  }

  @Test
  void doesNotWaitAllOverForADrainThatDoesNotEnd() {
    nomad.api().react(DRAIN, ask -> drained());
    assertThatThrownBy(() -> perform("nomad.close-worker", close("migrate", 45_000)))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.API_REFUSED);
              assertThat(refused.first().what()).isEqualTo("The drain of w1 does not end.");
            });
  }

  @Test
  void opensAWorkerAgainThatWasOpen() {
    nomad.api().react(ELIGIBILITY, ask -> eligible("ineligible"));
    perform("nomad.close-worker", close("wait", 0));
    nomad.api().react(ELIGIBILITY, ask -> eligible("eligible"));
    assertThat(perform("nomad.open-worker", ON_W1).says()).isEqualTo("w1 is open for work");
    assertThat(nomad.api().bodies().getLast())
        .isEqualTo("{\"Eligibility\":\"eligible\",\"NodeID\":\"node-w1\"}");
    assertThat(perform("nomad.open-worker", ON_W1).changed()).isFalse();
  }

  @Test
  void opensAWorkerThatIsDownWhileItsOldProcessComesBack() {
    nomad.api().react(ELIGIBILITY, ask -> eligible("ineligible"));
    perform("nomad.close-worker", close("wait", 0));
    nomad.node("w1", "down", "ineligible", false, VERSION);
    assertThat(perform("nomad.open-worker", ON_W1).says()).isEqualTo("w1 is open for work");
  }

  @Test
  void endsADrainOfItsOwnThatStillRuns() {
    nomad.api().react(DRAIN, ask -> drained());
    assertThatThrownBy(() -> perform("nomad.close-worker", close("migrate", 0)));
    assertThat(perform("nomad.open-worker", ON_W1).says()).isEqualTo("w1 is open for work");
    var body = body("/v1/node/node-w1/drain");
    assertThat(body.path("DrainSpec").isNull()).isTrue();
    assertThat(body.path("MarkEligible").asBoolean()).isTrue();
  }

  @Test
  void keepsAWorkerClosedThatItsOperatorHadClosed() {
    nomad.node("w1", "ready", "ineligible", false, VERSION);
    perform("nomad.close-worker", close("wait", 0));
    assertThat(perform("nomad.open-worker", ON_W1).says())
        .isEqualTo("w1 stays closed, as it was before");
    assertThat(nomad.api().changes()).noneMatch(change -> change.contains("/v1/node/"));
  }

  @Test
  void leavesADrainOfItsOperatorAlone() {
    nomad.node("w1", "ready", "ineligible", true, VERSION);
    assertThatThrownBy(() -> perform("nomad.close-worker", close("migrate", 0)));
    assertThat(perform("nomad.open-worker", ON_W1).says())
        .isEqualTo("w1 stays drained, as it was before");
    assertThat(nomad.api().changes()).noneMatch(change -> change.contains("/v1/node/"));
  }

  @Test
  void closesAWorkerToStaySoWithoutRememberingHowItStood() {
    nomad.api().react(ELIGIBILITY, ask -> eligible("ineligible"));
    var close = new TreeMap<>(close("wait", 0));
    close.put("remember", "no");
    assertThat(Operations.named("nomad.close-worker").look(world(close)).changed()).isTrue();
    perform("nomad.close-worker", close);
    assertThat(Operations.named("nomad.close-worker").look(world(close)).changed()).isFalse();
    assertThat(perform("nomad.open-worker", ON_W1).says()).isEqualTo("w1 was not closed");
    var always = Map.of("host", "w1", "always", "yes");
    assertThat(Operations.named("nomad.open-worker").look(world(always)).changed()).isTrue();
    nomad.api().react(ELIGIBILITY, ask -> eligible("eligible"));
    assertThat(perform("nomad.open-worker", always).says()).isEqualTo("w1 is open for work");
    assertThat(Operations.named("nomad.open-worker").look(world(always)).changed()).isFalse();
  }

  /// Closed a second time by a resume, it is not taken for one that was closed before.
  @Test
  void remembersHowAWorkerStoodAlsoWhenItIsClosedTwice() {
    nomad.api().react(ELIGIBILITY, ask -> eligible("ineligible"));
    perform("nomad.close-worker", close("wait", 0));
    perform("nomad.close-worker", close("wait", 0));
    assertThat(perform("nomad.open-worker", ON_W1).says()).isEqualTo("w1 is open for work");
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

  private Outcome deploy() {
    return perform("nomad.deploy-service", NomadGatesTest.service());
  }

  private static Map<String, String> close(String mode, long deadlineMs) {
    return Map.of("host", "w1", "mode", mode, "deadlineMs", Long.toString(deadlineMs));
  }

  private ApiAnswer eligible(String eligibility) {
    nomad.node("w1", "ready", eligibility, false, VERSION);
    return answered(200, "{}");
  }

  private ApiAnswer drained() {
    nomad.node("w1", "ready", "ineligible", true, VERSION);
    return answered(200, "{}");
  }

  /// The body of the last change at a path.
  private JsonNode body(String path) {
    var bodies = nomad.api().bodies();
    var changes =
        nomad.api().changes().stream().filter(change -> !change.contains(" DELETE ")).toList();
    for (var index = changes.size() - 1; index >= 0; index--) {
      if (changes.get(index).endsWith(path)) {
        return Json.readTree(bodies.get(index));
      }
    }
    throw new AssertionError("nothing was changed at " + path);
  }

  /// Time that passes only when somebody waits, in which something happens after a while.
  private static final class Later implements Clock {
    private final long atMs;
    private final Runnable happens;
    private long now;

    Later(long atMs, Runnable happens) {
      this.atMs = atMs;
      this.happens = happens;
    }

    @Override
    public long uptimeMs() {
      return now;
    }

    @Override
    public long wallMs() {
      return now;
    }

    @Override
    public void sleepMs(long milliseconds) {
      now += milliseconds;
      if (now >= atMs) {
        happens.run();
      }
    }
  }

  private World world(Map<String, String> parameters) {
    return Worlds.of(nomad.api(), parameters);
  }

  private Outcome perform(String operation, Map<String, String> parameters) {
    return perform(operation, parameters, new Worlds.VirtualClock());
  }

  private Outcome perform(String operation, Map<String, String> parameters, Clock clock) {
    return Operations.named(operation)
        .perform(Worlds.of(Worlds.SITE, nomad.api(), clock, parameters));
  }
}
