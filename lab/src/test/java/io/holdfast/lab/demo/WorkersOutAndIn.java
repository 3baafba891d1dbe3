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
/// change of the whole cluster that stops half-way, the other while its host is without power; and
/// a change that goes past that one while it is dead.
record WorkersOutAndIn(PracticeSite site, Administrator who, List<String> bundle) {
  private static final int HTTP_PORT = 80;
  private static final String SPARE = "--max-unreachable-workers";

  void carryOut() throws IOException {
    refusal(verb("drain", "s1"), 2, "HF-CLI-001");
    drain();
    stopsHalfWay();
    assertThat(changed(verb("undrain", "w1"))).isEqualTo(1);
    awaitTasks("w1");
    goesOn();
    exclude();
    goesPastTheDead();
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

  /// Everything is to be started anew once more, and the second worker dies in the middle of that:
  /// the servers are changed without it, and what it missed comes to it when it is back.
  private void goesPastTheDead() {
    refusal(all("apply", "--stop-after", "agent"), 6, "HF-RUN-003");
    site.lab().powerCut("w2");
    assertThat(changed(verb("exclude", "w2"))).isEqualTo(1);
    refusal(all("resume", "--stop-after", "consul-servers"), 10, "HF-SSH");
    var past = all("resume", "--stop-after", "consul-servers", SPARE, "1");
    var problems = expect(past, 6, "resume without w2").path("problems");
    assertThat(problems.path(0).path("id").asString("")).isEqualTo("HF-RUN-003");
    assertThat(problems.path(1).path("id").asString("")).isEqualTo("HF-RUN-013");
    assertThat(problems.path(1).path("what").asString("")).contains("w2");
    assertThat(Load.once(site.address("w1"), HTTP_PORT)).isEqualTo(200);
    site.lab().start("w2");
    assertThat(changed(verb("undrain", "w2"))).isEqualTo(1);
    awaitTasks("w2");
    expect(all("resume"), 0, "resume with w2");
    assertThat(changed(all("apply"))).isZero();
    site.awaitWhole(who);
    site.servesThroughBothBalancers();
  }

  /// By the site file of before, so that everything differs once more.
  private Program.Ended all(String verb, String... more) {
    var words = new ArrayList<>(bundle);
    words.addAll(List.of(more));
    return site.run(who.verb(verb, words.toArray(String[]::new)));
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
