package io.holdfast.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// What a rehearsal in the simulator says, and what is left of one whose controller is gone.
class SimRehearsalsTest {
  private static final String SAVE = "consul.save-snapshot";
  private static final String REHEARSE = "consul.rehearse-snapshot";

  private final SimWorld world = world();
  private final SimOperations operations = new SimOperations(world);
  private final List<StepEnd> ends = new ArrayList<>();

  /// Three servers.
  private static SimWorld world() {
    var seed = new Seed(1);
    var site = SimSite.of(seed, 1, Plan.Verb.UPGRADE);
    var world = new SimWorld(seed, SimOptions.of(Plan.Verb.UPGRADE).withoutFaults(), true, site);
    for (var desired : site.before()) {
      for (var copy : desired.copies().values()) {
        world.host(desired.host()).store().standing(copy);
        world.host(desired.host()).units().standing(copy);
      }
    }
    world.rafts.values().forEach(raft -> world.servers.forEach(raft::join));
    world.settle();
    return world;
  }

  private void ask(String operation, Map<String, String> more, BooleanSupplier here) {
    var parameters = new TreeMap<>(Map.of("copies", copies(), "deadlineMs", "1200000"));
    parameters.putAll(more);
    var work = new Step.Operate(operation, parameters);
    var step = new Step("/snapshot/s1/" + operation, "s1", operation, work, false, 1);
    operations.run(step, work, here, ends::add);
  }

  private String copies() {
    return String.join(",", world.servers.stream().map(server -> server + "=1.15.4-a").toList());
  }

  private void pass(long ms) {
    var until = world.now() + ms;
    world.agenda.in(ms, () -> {});
    while (world.now() < until && world.agenda.step()) {
      world.settle();
    }
  }

  private StepEnd end() {
    pass(60_000);
    return ends.removeFirst();
  }

  private String says() {
    return ((StepEnd.Done) end()).says();
  }

  private String leader() {
    return world.raft("consul").leader().orElseThrow();
  }

  @Test
  void isHeldOnAServerThatDoesNotLead() {
    ask(REHEARSE, Map.of(), () -> true);
    assertThat(says()).startsWith("rehearsed on ").doesNotContain(leader());
  }

  @Test
  void failsWhereTheStateIsUnfitAndStaysFailedWhereNoOtherCanBeHeld() {
    world.holds(new SimUnfit("consul", 2, false, true));
    ask(REHEARSE, Map.of(), () -> true);
    var failed = (StepEnd.Failed) end();
    assertThat(failed.problem()).isEqualTo(ProblemId.REHEARSAL_FAILED);
    world.unfit().told();
    ask(REHEARSE, Map.of(), () -> true);
    assertThat(says()).startsWith("not rehearsed: ").contains("no room");
    ask(REHEARSE, Map.of("failed", failed.evidence()), () -> true);
    assertThat(end()).isEqualTo(failed);
    assertThat(world.unfit().isGivenUp()).isFalse();
    world.unfit().told();
    assertThat(world.unfit().isGivenUp()).isTrue();
  }

  @Test
  void whatADroppedControllerLeftIsEndedByTheNextOneAndByACopyOfAState() {
    dropped();
    ask(REHEARSE, Map.of(), () -> true);
    assertThat(says()).startsWith("rehearsed on ");
    assertThat(story()).containsOnlyOnce("which ends an earlier one");
    dropped();
    ask(SAVE, Map.of(), () -> true);
    pass(5_000);
    ask(REHEARSE, Map.of(), () -> true);
    assertThat(says()).isEqualTo("consul saved");
    assertThat(says()).startsWith("rehearsed on ");
    assertThat(story()).containsOnlyOnce("which ends an earlier one");
    assertThat(ends).isEmpty();
  }

  /// A rehearsal whose controller dies while it is under way.
  private void dropped() {
    var here = new AtomicBoolean(true);
    ask(REHEARSE, Map.of(), here::get);
    pass(5_000);
    here.set(false);
  }

  @Test
  void aServerThatBootsMeanwhileHoldsNoneAndTheNextIsAsked() {
    ask(REHEARSE, Map.of(), () -> true);
    pass(1_000);
    var first = world.servers.stream().filter(it -> !it.equals(leader())).findFirst();
    world.host(first.orElseThrow()).reboot();
    pass(60_000);
    assertThat(says()).startsWith("rehearsed on ").doesNotContain(first.orElseThrow());
  }

  @Test
  void aStateIsSavedAnewWhereTheLeaderChangedInTheMiddleOrTheControllerDied() {
    ask(SAVE, Map.of(), () -> true);
    pass(310);
    world.raft("consul").stepDown();
    assertThat(end()).isInstanceOf(StepEnd.Lost.class);
    ask(SAVE, Map.of(), () -> false);
    pass(60_000);
    assertThat(ends).isEmpty();
  }

  private String story() {
    return String.join("\n", world.timeline());
  }
}
