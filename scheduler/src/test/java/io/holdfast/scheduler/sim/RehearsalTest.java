package io.holdfast.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.Plan;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  @Test
  void anUpgradeOfALargeSiteReachesItsEnd() {
    var result = Simulator.run(1, SimOptions.of(new LargeSite(5, 200).upgrade()).withoutFaults());
    assertThat(result.violation()).isEmpty();
    var outcome = result.outcome().orElseThrow();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.groups())
        .extracting(group -> group.path() + " " + group.hosts().size())
        .containsExactly("/nomad-servers 5", "/nomad-clients 200");
    assertThat(result.runMs()).isPositive().isLessThan(result.virtualMs());
  }

  @Test
  void whateverGoesWrongTheCustomersUpgradeKeepsThePromises() {
    var rehearsal = new LargeSite(3, 4).upgrade();
    var undisturbed = Simulator.run(1, SimOptions.of(rehearsal).withoutFaults());
    var disturbed = new ArrayList<SimResult>();
    for (var seed = 1L; seed <= 20; seed++) {
      disturbed.add(Simulator.run(seed, SimOptions.of(rehearsal)));
    }
    var report = RehearsalReport.of(rehearsal, undisturbed, disturbed, 1);
    assertThat(report.violations()).isZero();
    assertThat(report.completed() + report.putBack()).isEqualTo(20);
    assertThat(report.putBack()).isPositive();
    assertThat(report.changes())
        .containsExactly(new Rehearsal.Change("nomad", Optional.of("2.0.4"), "2.0.5"));
    assertThat(report.longestMs()).isGreaterThan(report.undisturbedMs());
  }

  @Test
  void whereNothingStandsTheInstallationIsRehearsed() {
    var rehearsal = new LargeSite(3, 2).from(new TreeMap<>());
    assertThat(rehearsal.verb()).isEqualTo(Plan.Verb.INSTALL);
    assertThat(rehearsal.changes())
        .extracting(Rehearsal.Change::component)
        .containsExactly("agent", "consul", "docker", "haproxy", "nomad");
    var result = Simulator.run(1, SimOptions.of(rehearsal).withoutFaults());
    assertThat(result.violation()).isEmpty();
    assertThat(result.outcome().orElseThrow().exitCode()).isZero();
  }

  @Test
  void theSameVersionsLeaveNothingToRehearse() {
    assertThat(new LargeSite(3, 2).from(LargeSite.wanted()).changes()).isEmpty();
  }
}
