package io.holdfast.lab.demo;

import static io.holdfast.lab.demo.PracticeSite.expect;
import static io.holdfast.lab.demo.PracticeSite.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/// Hosts that go down on purpose: a server in maintenance whose power is cut, then a server and a
/// worker that are booted in turn by a run which is killed while the worker is away.
record HostsDownAndUp(PracticeSite site, Administrator who) {
  private static final String AWAY = "/reboot-balancers/w1/reboot";

  void carryOut() {
    refusal(hosts("reboot", "s1"), 2, "HF-CLI-001");
    maintenance();
    reboot();
    replace();
    site.awaitWhole(who);
    site.servesThroughBothBalancers();
  }

  private void maintenance() {
    expect(hosts("maintenance", "begin", "s2"), 0, "maintenance");
    refusal(hosts("maintenance", "begin", "s3"), 6, "HF-HST-008");
    var status = site.run(who.verb("status")).result().orElseThrow();
    assertThat(status.path("maintenance").path(0).asString("")).isEqualTo("s2");
    site.lab().powerCut("s2");
    assertThat(hosts("maintenance", "end", "s2").exitCode()).isEqualTo(10);
    site.lab().start("s2");
    expect(hosts("maintenance", "end", "s2"), 0, "the end of the maintenance");
    site.awaitWhole(who);
  }

  /// The run is killed while w1 is down, and goes on only when it is up again.
  private void reboot() {
    var before = List.of(boot("s3"), boot("w1"), boot("w2"));
    var killed = killedWhileAway(command("reboot", "--rolling", "s3", "w1"));
    assertThat(killed.exitCode()).as(killed.errors()).isNotZero();
    assertThat(boot("s3")).as("s3 was booted").isNotEqualTo(before.get(0));
    var booted = awaitOther("w1", before.get(1));
    expect(site.run(who.verb("resume")), 0, "resume");
    assertThat(boot("w1")).as("w1 was booted once").isEqualTo(booted);
    assertThat(boot("w2")).as("w2 was not asked for").isEqualTo(before.get(2));
  }

  /// The new disk comes while the server is in maintenance, as it should.
  private void replace() {
    expect(hosts("maintenance", "begin", "s2"), 0, "maintenance");
    site.lab().replaceDisk("s2");
    refusal(hosts("replace", "s2"), 9, "HF-SSH-003");
    refusal(hosts("replace", "w1"), 2, "HF-CLI-001");
    var replaced = hosts("replace", "s2", "--host-key", site.fingerprint("s2"));
    expect(replaced, 0, "the replacement of a server");
    refusal(hosts("replace", "s2"), 2, "HF-CLI-001");
    assertThat(changed(site.run(who.verb("apply")))).as("left to do").isZero();
  }

  private String awaitOther(String host, String before) {
    for (var look = 0; look < 60; look++) {
      var now = boot(host);
      if (!now.isBlank() && !now.equals(before)) {
        return now;
      }
      try {
        Thread.sleep(1_000);
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
    }
    throw new AssertionError(host + " was not booted");
  }

  private Program.Ended killedWhileAway(String... arguments) {
    var started = new CompletableFuture<Program.Running>();
    var running =
        site.start(
            event -> {
              if (isAway(event)) {
                started.join().kill();
              }
            },
            arguments);
    started.complete(running);
    return running.await();
  }

  private static boolean isAway(JsonNode event) {
    return event.path("path").asString("").equals(AWAY)
        && event.path("kind").asString("").equals("waiting");
  }

  /// When the first process of a host was started.
  private String boot(String host) {
    return site.lab().exec(host, "stat", "-c", "%Y", "/proc/1").out();
  }

  private Program.Ended hosts(String... words) {
    return site.run(command(words));
  }

  private String[] command(String... words) {
    var all = new ArrayList<>(List.of("hosts"));
    all.addAll(List.of(words));
    return who.command(all);
  }

  private static int changed(Program.Ended ended) {
    return expect(ended, 0, "a host").path("changed").asInt(-1);
  }
}
