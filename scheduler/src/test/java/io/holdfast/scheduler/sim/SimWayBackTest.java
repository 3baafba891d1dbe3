package io.holdfast.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Staying;
import io.holdfast.templates.render.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Sites that go back, and the plan that leads them there.
class SimWayBackTest {
  private static SimWorld world(long number) {
    var seed = new Seed(number);
    var site = SimSite.of(seed, number, Plan.Verb.ROLLBACK);
    var world = new SimWorld(seed, SimOptions.of(Plan.Verb.ROLLBACK).withoutFaults(), false, site);
    for (var desired : site.before()) {
      for (var copy : desired.copies().values()) {
        world.host(desired.host()).store().standing(copy);
        world.host(desired.host()).units().standing(copy);
      }
    }
    return world;
  }

  private static Map<String, HostReading> readings(SimWorld world) {
    return new SimGateway(world).readings();
  }

  private static Plan plan(SimWorld world) {
    return world.site.plan(
        Plan.Verb.ROLLBACK, readings(world), list -> list.stream().map(_ -> false).toList());
  }

  @Test
  void goesBackInSomeOfItsRuns() {
    var story = String.join("\n", Simulator.tell(6, SimOptions.standard()).timeline());
    assertThat(story).contains("ROLLBACK of ");
  }

  @Test
  void thePlannersRuleLeavesWhatTheModelSaysFromTheDocument() {
    var stayed = new TreeSet<String>();
    for (var number = 1L; number <= 60; number++) {
      var world = world(number);
      var plan = plan(world);
      var wanted = world.site.wanted();
      plan.changes()
          .forEach(
              (host, change) ->
                  change
                      .to()
                      .forEach(
                          (component, copyId) ->
                              assertThat(SimSite.copyOn(wanted, host, component).orElseThrow())
                                  .satisfies(it -> assertThat(it.copyId()).isEqualTo(copyId))));
      plan.stays().orElse(List.of()).stream().map(Staying::component).forEach(stayed::add);
    }
    assertThat(stayed).containsExactly(Layout.AGENT, Layout.CONSUL, Layout.DOCKER, Layout.NOMAD);
  }

  @Test
  void somethingGoesBackInEachOfThemAndKeysAreKeptUpInSome() {
    var keys = new ArrayList<Long>();
    for (var number = 1L; number <= 60; number++) {
      var world = world(number);
      assertThat(plan(world).isEmpty()).isFalse();
      var server = world.servers.getFirst();
      var before = SimSite.copyOn(world.site.before(), server, Layout.CONSUL).orElseThrow();
      var wanted = SimSite.copyOn(world.site.wanted(), server, Layout.CONSUL).orElseThrow();
      if (before.copyId().equals(wanted.copyId()) && !before.placed().equals(wanted.placed())) {
        keys.add(number);
      }
    }
    assertThat(keys).isNotEmpty();
  }

  @Test
  void anUndisturbedWayBackEndsWithServersAtTheVersionThatTheyHad() {
    for (var number = 1L; number <= 20; number++) {
      var result = Simulator.tell(number, SimOptions.of(Plan.Verb.ROLLBACK).withoutFaults());
      assertThat(result.violation()).as("seed %d", number).isEmpty();
      assertThat(result.outcome().orElseThrow().exitCode()).isZero();
    }
  }

  @Test
  void aWayBackWithoutTheRuleOfWhatStaysIsSeen() {
    var options = SimOptions.of(Plan.Verb.ROLLBACK).withoutFaults();
    var broken = new TreeSet<Promise>();
    for (var number = 1L; number <= 10; number++) {
      Simulator.run(number, options.with(Plant.ROLLBACK_OF_SERVERS))
          .promise()
          .ifPresent(broken::add);
    }
    assertThat(broken).containsExactly(Promise.NOT_OLDER);
  }
}
