package io.holdfast.lab.demo;

import static io.holdfast.lab.demo.PracticeSite.expect;
import static io.holdfast.lab.demo.PracticeSite.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lab.load.Load;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Workers that an administrator takes out of work and brings back, one of them in the middle of a
/// change of the whole cluster that stops half-way, the other while its host is without power.
record WorkersOutAndIn(PracticeSite site, Administrator who, List<String> bundle) {
  private static final int HTTP_PORT = 80;

  void carryOut() throws IOException {
    refusal(verb("drain", "s1"), 2, "HF-CLI-001");
    drain();
    stopsHalfWay();
    assertThat(changed(verb("undrain", "w1"))).isEqualTo(1);
    awaitTasks("w1");
    goesOn();
    exclude();
  }

  private void drain() {
    assertThat(changed(verb("drain", "w1"))).isPositive();
    assertThat(tasks("w1")).isZero();
    site.servesThroughBothBalancers();
    assertThat(changed(verb("drain", "w1"))).isZero();
  }

  /// Everything on every host is to be started anew; the other worker would have to wait for this
  /// one.
  private void stopsHalfWay() throws IOException {
    site.writeChanged("proxied.yaml", text -> text.replace(DemoSite.NETWORK, ""));
    refusal(site.run(proxied("apply", "--stop-after", "consul-servers")), 6, "HF-RUN-003");
    assertThat(tasks("w1")).isZero();
    site.servesThroughBothBalancers();
  }

  /// The worker's own runs leave the one that stopped as it is.
  private void goesOn() {
    var resumed = expect(site.run(proxied("resume")), 0, "resume");
    assertThat(resumed.path("changed").asInt(0)).isPositive();
    site.awaitWhole(who);
    site.servesThroughBothBalancers();
  }

  private String[] proxied(String verb, String... more) {
    var all = new ArrayList<>(bundle);
    all.addAll(List.of(more));
    return new Administrator(List.of("--site", "proxied.yaml"), who.state())
        .verb(verb, all.toArray(String[]::new));
  }

  private void exclude() {
    site.lab().powerCut("w2");
    assertThat(changed(verb("exclude", "w2"))).isEqualTo(1);
    assertThat(Load.once(site.address("w1"), HTTP_PORT)).isEqualTo(200);
    site.lab().start("w2");
    assertThat(changed(verb("undrain", "w2"))).isEqualTo(1);
    awaitTasks("w2");
    site.awaitWhole(who);
    site.servesThroughBothBalancers();
  }

  private Program.Ended verb(String verb, String host) {
    return site.run(who.verb(verb, host));
  }

  private static int changed(Program.Ended ended) {
    JsonNode result = expect(ended, 0, "a worker");
    return result.path("changed").asInt(-1);
  }

  private long tasks(String host) {
    return site.lab().exec(host, "docker", "ps", "--quiet").out().lines().count();
  }

  private void awaitTasks(String host) {
    for (var look = 0; look < 60 && tasks(host) == 0; look++) {
      try {
        Thread.sleep(1_000);
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
    }
    assertThat(tasks(host)).as("tasks on %s", host).isPositive();
  }
}
