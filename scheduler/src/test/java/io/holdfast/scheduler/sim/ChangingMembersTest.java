package io.holdfast.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.Plan;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The model of a quorum whose members change: some are forgotten, some are told who votes.
class ChangingMembersTest {
  private static final long A_WHILE_MS = 30_000;

  private final SimWorld world =
      StandingSite.ofFive(SimOptions.of(Plan.Verb.REMOVE).withoutFaults());
  private final SimRaft nomad = world.raft("nomad");

  private void stop(String... hosts) {
    for (var host : hosts) {
      world.host(host).units().stop("nomad");
      world.host(host).units().hold("nomad");
    }
  }

  private void start(String... hosts) {
    for (var host : hosts) {
      world.host(host).units().startIfDown("nomad");
    }
  }

  @Test
  void countsTheMajorityAmongThoseThatAreLeft() {
    stop("s4");
    nomad.forget("s4");
    assertThat(nomad.majority()).isEqualTo(3);
    stop("s5");
    nomad.forget("s5");
    assertThat(nomad.majority()).isEqualTo(2);
    stop("s1");
    StandingSite.pass(world, A_WHILE_MS);
    assertThat(nomad.leader()).as("two of three").isPresent();
    assertThat(nomad.members()).containsOnlyKeys("s1", "s2", "s3");
  }

  @Test
  void losesItsLeaderWithAMajorityOfThoseThatAreLeft() {
    stop("s1", "s2", "s3");
    StandingSite.pass(world, A_WHILE_MS);
    assertThat(nomad.leader()).isEmpty();
  }

  @Test
  void takesInAgainWhoIsForgottenAndStillRuns() {
    var other = nomad.leader().filter("s5"::equals).isPresent() ? "s4" : "s5";
    nomad.forget(other);
    StandingSite.pass(world, A_WHILE_MS);
    assertThat(nomad.isHealthy(other)).isTrue();
    stop(other);
    nomad.forget(other);
    StandingSite.pass(world, A_WHILE_MS);
    assertThat(nomad.isMember(other)).isFalse();
  }

  @Test
  void isLedByThoseThatWereToldThatTheyAreAll() {
    var survivors = new TreeSet<>(Set.of("s1", "s2"));
    List.of("s3", "s4", "s5").forEach(host -> world.host(host).die());
    stop("s1", "s2");
    nomad.trail("s1", 10);
    StandingSite.pass(world, A_WHILE_MS);
    survivors.forEach(host -> nomad.tell(host, survivors));
    start("s1", "s2");
    StandingSite.pass(world, A_WHILE_MS);
    assertThat(nomad.leader()).as("the one with the most entries").contains("s2");
    assertThat(nomad.listed("s1")).containsOnlyKeys("s1", "s2");
    assertThat(nomad.isSplit()).isFalse();
  }

  @Test
  void isSplitOnceThoseThatWereGivenUpAreBackWithTheirData() {
    var survivors = new TreeSet<>(Set.of("s1", "s2"));
    stop("s1", "s2", "s3", "s4", "s5");
    survivors.forEach(host -> nomad.tell(host, survivors));
    start("s1", "s2", "s3", "s4");
    StandingSite.pass(world, A_WHILE_MS);
    assertThat(nomad.isSplit()).as("two of the other three").isFalse();
    start("s5");
    StandingSite.pass(world, A_WHILE_MS);
    assertThat(nomad.isSplit()).as("all of the other three").isTrue();
  }

  @Test
  void remembersWhomTheRunHasDisturbedUntilItIsBack() {
    nomad.disturbed("s5");
    stop("s5");
    StandingSite.pass(world, A_WHILE_MS);
    assertThat(nomad.downByUs()).containsExactly("s5");
    start("s5");
    StandingSite.pass(world, A_WHILE_MS);
    assertThat(nomad.downByUs()).isEmpty();
  }
}
