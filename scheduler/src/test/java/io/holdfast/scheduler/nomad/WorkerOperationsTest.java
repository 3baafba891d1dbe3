package io.holdfast.scheduler.nomad;

import static io.holdfast.scheduler.nomad.RecordedNomad.VERSION;
import static io.holdfast.scheduler.nomad.RecordedNomad.allocation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Worlds.VirtualClock;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WorkerOperationsTest extends OperationsOnNomad {
  private static final String NOON = "2026-11-21T12:00:00Z";
  private static final String ELIGIBILITY = "* PUT /v1/node/node-w1/eligibility";
  private static final String DRAIN = "* PUT /v1/node/node-w1/drain";
  private static final Map<String, String> ON_W1 = Map.of("host", "w1");

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
        new VirtualClock(
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
    var clock =
        new VirtualClock(4_000, () -> nomad.node("w1", "ready", "ineligible", false, VERSION));
    assertThat(perform("nomad.close-worker", close("migrate", 45_000), clock).says())
        .isEqualTo("w1 is drained");
    var body = body("/v1/node/node-w1/drain");
    assertThat(body.path("DrainSpec").path("Deadline").asLong()).isEqualTo(45_000_000_000L);
    assertThat(body.path("DrainSpec").path("IgnoreSystemJobs").asBoolean()).isTrue();
  }

  @Test
  void drainsTheOnlyWorkerForGoodWhereThePlanSaysThatItsWorkEnds() {
    nomad.node("w2", "down", "eligible", false, VERSION);
    var close = new TreeMap<>(close("migrate", 45_000));
    close.put("remember", "no");
    assertThatThrownBy(() -> perform("nomad.close-worker", close))
        .hasMessageContaining("No other worker is open for work");
    close.put("alone", "yes");
    nomad.api().react(DRAIN, ask -> drained());
    var clock =
        new VirtualClock(4_000, () -> nomad.node("w1", "ready", "ineligible", false, VERSION));
    assertThat(perform("nomad.close-worker", close, clock).says()).isEqualTo("w1 is drained");
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

  private static Map<String, String> close(String mode, long deadlineMs) {
    return Map.of("host", "w1", "mode", mode, "deadlineMs", Long.toString(deadlineMs));
  }
}
