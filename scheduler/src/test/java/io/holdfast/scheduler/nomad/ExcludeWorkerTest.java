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
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A worker is taken out through the servers, with answers recorded from 2.0.5.
class ExcludeWorkerTest {
  private static final String NOON = "2026-11-21T12:00:00Z";
  private static final String DRAIN = "* PUT /v1/node/node-w1/drain";
  private static final Map<String, String> W1 = Map.of("host", "w1");

  private final RecordedNomad nomad = new RecordedNomad();

  private World world() {
    return Worlds.of(nomad.api(), W1);
  }

  private Outcome exclude() {
    return Operations.named("nomad.exclude-worker").perform(world());
  }

  /// Something runs on w1, which says nothing any more; a drain moves it at once.
  private void hangs() {
    nomad.api().silence("w1");
    wanted("run");
    nomad.api().react(DRAIN, ask -> drained());
  }

  private ApiAnswer drained() {
    wanted("stop");
    nomad.node("w1", "ready", "ineligible", false, VERSION);
    return answered(200, "{}");
  }

  private void wanted(String desired) {
    nomad.allocations("w1", allocation("a-1", "web", "service", desired, "running", 0, NOON));
  }

  @Test
  void asksTheServersAloneAndLeavesNobodyTime() {
    hangs();
    assertThat(Operations.named("nomad.exclude-worker").look(world()).changed()).isTrue();
    assertThat(nomad.api().changes()).isEmpty();
    assertThat(exclude().says()).isEqualTo("w1 is excluded");
    assertThat(nomad.api().asked()).noneMatch(ask -> ask.startsWith("w1 "));
    assertThat(nomad.api().bodies().getLast())
        .contains("\"Deadline\":-1")
        .contains("\"IgnoreSystemJobs\":false");
  }

  @Test
  void changesNothingTheSecondTime() {
    hangs();
    exclude();
    var changes = nomad.api().changes();
    assertThat(exclude().changed()).isFalse();
    assertThat(Operations.named("nomad.exclude-worker").look(world()).changed()).isFalse();
    assertThat(nomad.api().changes()).isEqualTo(changes);
  }

  @Test
  void opensTheWorkerAgainAfterAnExclusionThatWasCutShort() {
    hangs();
    nomad.api().answer(DRAIN, 500, "No cluster leader");
    refused(ProblemId.API_SILENT, "Nomad did not exclude w1.");
    nomad.api().react(DRAIN, ask -> drained());
    exclude();
    nomad
        .api()
        .react(
            "* PUT /v1/node/node-w1/eligibility",
            ask -> {
              nomad.node("w1", "ready", "eligible", false, VERSION);
              return answered(200, "{}");
            });
    assertThat(Operations.named("nomad.open-worker").perform(world()).says())
        .isEqualTo("w1 is open for work");
  }

  @Test
  void saysSoWhenTheServersGoOnWantingWorkThere() {
    hangs();
    nomad.api().answer(DRAIN, "{}");
    refused(ProblemId.API_SILENT, "The servers of Nomad still want work on w1.");
  }

  @Test
  void excludesNobodyWhileNoOtherWorkerIsOpen() {
    hangs();
    nomad.node("w2", "ready", "ineligible", false, VERSION);
    refused(ProblemId.API_REFUSED, "No other worker is open for work");
    nomad.node("w2", "down", "eligible", false, VERSION);
    refused(ProblemId.API_REFUSED, "No other worker is open for work");
    assertThat(nomad.api().changes()).isEmpty();
  }

  private void refused(ProblemId id, String what) {
    assertThatThrownBy(this::exclude)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(id);
              assertThat(refused.first().what()).startsWith(what);
            });
  }
}
