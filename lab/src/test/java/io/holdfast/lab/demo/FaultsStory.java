package io.holdfast.lab.demo;

import static io.holdfast.lab.demo.PracticeSite.asStanding;
import static io.holdfast.lab.demo.PracticeSite.differences;
import static io.holdfast.lab.demo.PracticeSite.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.lab.host.SystemCommand;
import io.holdfast.templates.site.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// The same upgrade again and again from the same disks, under load: undisturbed, killed at every
/// step, with what may befall hosts, and with every exit code on its way. Each must leave the trees
/// that the undisturbed one left, and no request may fail. Long: about an hour on each engine.
abstract class FaultsStory extends PracticeStory {
  private SortedMap<String, HostSnapshot> undisturbed = new TreeMap<>();

  FaultsStory(Engine engine) {
    super(
        "faults",
        engine,
        shape -> shape,
        List.of(DemoBundle.FIRST, DemoBundle.SECOND, DemoBundle.CANARY_EXITS));
  }

  @BeforeAll
  void markTheDisks() {
    site().lab().mark();
    site().awaitWhole();
    var state = site().administrator().state();
    SystemCommand.run("cp", "-a", state, state + ".saved");
  }

  @Test
  @Order(1)
  void anUndisturbedUpgrade() throws IOException {
    underLoad(
        () -> {
          var upgrade = site().administrator().verb("upgrade", "--bundle", second());
          expect(site().run(upgrade), 0, "upgrade");
        });
    undisturbed = isWhole(site().administrator());
  }

  @Test
  @Order(2)
  void anUpgradeKilledAtEveryStepEndsAsAnUndisturbedOne() throws IOException {
    rewind();
    underLoad(
        () -> {
          var kills = new EveryStepKilled(site()).carryOut(second());
          PracticeSite.say(kills + " kills");
        });
    isAsUndisturbed(site().administrator());
  }

  @Test
  @Order(3)
  void anUpgradeWhoseHostsAreInTroubleEndsAsAnUndisturbedOne() throws IOException {
    rewind();
    var rival = site().attachElsewhere("second-operator");
    var trust = bundles().trust().toString();
    var faults =
        engine() == Engine.NOMAD
            ? Interruption.ofHosts("/nomad-servers", "/nomad-clients")
            : Interruption.ofHosts("/docker-managers", "/docker-workers");
    var upgrade =
        new InterruptedUpgrade(
            site(), faults, rival.verb("upgrade", "--bundle", second(), "--trust", trust));
    var ends = new ArrayList<Administrator>();
    underLoad(() -> ends.add(upgrade.carryOut(second(), trust)));
    isAsUndisturbed(ends.getFirst());
  }

  @Test
  @Order(4)
  void everyExitCodeIsFollowedByWhatTheGuideSays() throws IOException {
    rewind();
    new WhenItStops(site(), bundles()).tryAll();
    isWhole(site().administrator());
  }

  private SortedMap<String, HostSnapshot> isWhole(Administrator who) {
    var plan =
        who.verb(
            "plan",
            "--detailed-exitcode",
            "--bundle",
            second(),
            "--trust",
            bundles().trust().toString());
    expect(site().run(plan), 0, "plan after the upgrade");
    site().awaitWhole(who);
    site().servesThroughBothBalancers();
    return asStanding(site().snapshots());
  }

  private void isAsUndisturbed(Administrator who) {
    assertThat(differences(undisturbed, isWhole(who))).isEmpty();
  }

  /// Hosts and the administrator's own files as they were before the upgrade.
  private void rewind() {
    assumeTrue(!undisturbed.isEmpty(), "the undisturbed upgrade failed");
    var state = site().administrator().state();
    site().lab().rewind();
    SystemCommand.run("rm", "-rf", state);
    SystemCommand.run("cp", "-a", state + ".saved", state);
    site().awaitWhole();
  }
}
