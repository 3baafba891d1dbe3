package io.holdfast.lab.demo;

import static io.holdfast.lab.demo.PracticeSite.expect;
import static io.holdfast.lab.demo.PracticeSite.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.scheduler.plan.Leg;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.site.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// What happens to a cluster of five servers between its upgrades: all servers go down at once, an
/// upgrade is gone back from, old versions are given up, hosts leave and join, and in the end most
/// servers are lost for good. The methods are one story.
abstract class ClusterCareStory extends PracticeStory {
  private static final int KILLED = 137;
  private static final List<String> SERVERS = List.of("s1", "s2", "s3", "s4", "s5");

  private int done;

  ClusterCareStory(Engine engine) {
    super(
        "care",
        engine,
        shape -> shape.withServers(SERVERS.size()),
        List.of(DemoBundle.FIRST, later(engine)));
  }

  /// On Nomad by a stop: Consul first.
  private static DemoBundle later(Engine engine) {
    return engine == Engine.NOMAD ? DemoBundle.STAGED : DemoBundle.SECOND;
  }

  private Program.Ended upgrade() {
    return verb("upgrade", "--bundle", bundles().file(later(engine())).toString());
  }

  @Test
  @Order(1)
  void startsServersTogetherThatAllWereDown() {
    stopServers(SERVERS);
    assertThat(verb("status").exitCode()).isEqualTo(6);
    expect(verb("recover"), 0, "the cold start");
    expect(verb("apply"), 0, "apply");
    site().awaitWhole();
    assertThat(changed(verb("recover"))).isZero();
    done++;
  }

  @Test
  @Order(2)
  void goesBackAsFarAsTheDataAllow() {
    requires(1);
    var first = proxyLimits();
    expect(upgrade(), 0, "upgrade");
    assertThat(stops()).isEqualTo(engine() == Engine.NOMAD ? List.of("consul-first") : List.of());
    assertThat(changed(upgrade())).isZero();
    assertThat(proxyLimits()).isNotEqualTo(first);
    var processes = processes();
    var preview = expect(verb("rollback", "--dry-run"), 0, "the preview of the way back");
    assertThat(preview.path("plan").path("stays").toString())
        .contains(engine() == Engine.NOMAD ? "nomad" : "docker");
    assertThat(changed(verb("rollback"))).isPositive();
    assertThat(proxyLimits()).isEqualTo(first);
    assertThat(processes()).as("what stays is not restarted").isEqualTo(processes);
    assertThat(changed(verb("rollback"))).isZero();
    assertThat(changed(verb("apply"))).isZero();
    site().awaitWhole();
    site().servesThroughBothBalancers();
    done++;
  }

  @Test
  @Order(3)
  void givesUpTheWayBackAfterAnUpgrade() {
    requires(2);
    expect(upgrade(), 0, "upgrade, once more");
    assertThat(copies("s1")).hasSize(2);
    assertThat(changed(verb("finalize"))).isPositive();
    assertThat(copies("s1")).hasSize(1);
    assertThat(changed(verb("finalize"))).isZero();
    assertThat(changed(verb("apply"))).isZero();
    done++;
  }

  @Test
  @Order(4)
  void letsTwoServersGoAndAWorker() throws IOException {
    requires(3);
    Files.copy(site().folder().resolve("site.yaml"), site().folder().resolve("before.yaml"));
    refusal(hosts("remove", "s5"), 2, "HF-HST-009");
    expect(hosts("remove", "s4", "s5"), 0, "the removal of two servers");
    expect(verb("apply"), 0, "apply");
    assertThat(
            site()
                .awaitWhole(site().administrator())
                .path("quorums")
                .path(0)
                .path("planned")
                .asInt(0))
        .isEqualTo(3);
    var old = new Administrator(List.of("--site", "before.yaml"), site().administrator().state());
    assertThat(site().run(old.verb("apply")).exitCode()).isNotZero();
    assertThat(runs("s4")).as("what runs on s4").isSubsetOf("docker");
    assertThat(killed("/stop", command("remove", "w2")).exitCode()).isEqualTo(KILLED);
    expect(verb("resume"), 0, "resume");
    expect(hosts("remove", "w2"), 0, "what is left of the removal");
    expect(verb("apply"), 0, "apply");
    site().awaitWhole();
    done++;
  }

  @Test
  @Order(5)
  void takesHostsInOnEmptyDisks() {
    requires(4);
    for (var host : List.of("s4", "s5", "w2")) {
      site().lab().replaceDisk(host);
    }
    // The worker first: one alone has nobody who serves while it is changed.
    expect(hosts(added("--role", "worker,lb", "w2")), 0, "a new worker");
    var two = added("--role", "server", "s4", "s5");
    expect(hosts(two), 0, "two new servers");
    assertThat(changed(verb("apply"))).isZero();
    assertThat(
            site()
                .awaitWhole(site().administrator())
                .path("quorums")
                .path(0)
                .path("planned")
                .asInt(0))
        .isEqualTo(5);
    site().servesThroughBothBalancers();
    done++;
  }

  @Test
  @Order(6)
  void goesOnWithTwoServersOfFive() {
    requires(5);
    assumeTrue(engine() == Engine.NOMAD, "the managers of a swarm are brought back by hand");
    var lost = List.of("s2", "s3", "s5");
    lost.forEach(site().lab()::powerCut);
    refusal(verb("recover"), 6, "HF-QUO-004");
    refusal(verb("recover", "--lost", "s2,s3"), 2, "HF-QUO-005");
    expect(
        verb("recover", "--lost", String.join(",", lost), "--yes-recover", name()),
        0,
        "the recovery");
    site().servesThroughBothBalancers();
  }

  /// Those that the runs of the site led to.
  private List<String> stops() {
    return site().administrator().runs().stream()
        .flatMap(run -> run.plan().flatMap(Plan::leg).stream())
        .map(Leg::stop)
        .toList();
  }

  /// As HAProxy has them on the workers.
  private String proxyLimits() {
    return site()
        .lab()
        .exec("w1", "sh", "-c", "grep -rh maxconn /opt/holdfast/haproxy/current/ | sort -u")
        .out();
  }

  /// Of the product whose data do not go back, on each server.
  private List<String> processes() {
    var unit = engine() == Engine.NOMAD ? "holdfast-nomad" : "docker";
    return SERVERS.stream()
        .map(
            server ->
                site().lab().exec(server, "systemctl", "show", "--property=MainPID", unit).out())
        .toList();
  }

  private void stopServers(List<String> servers) {
    var units =
        engine() == Engine.NOMAD
            ? "holdfast-nomad.service holdfast-consul.service"
            : "docker.socket docker.service holdfast-consul.service";
    servers.forEach(server -> site().lab().exec(server, "sh", "-c", "systemctl stop " + units));
  }

  /// The installed copies of Consul on a host.
  private List<String> copies(String host) {
    var all = site().lab().exec(host, "ls", "/opt/holdfast/consul").out().lines();
    return all.filter(copy -> !copy.equals("current")).toList();
  }

  private List<String> runs(String host) {
    var units = List.of("holdfast-consul", "holdfast-nomad", "docker", "holdfast-agent");
    return units.stream()
        .filter(unit -> site().lab().exec(host, "systemctl", "is-active", unit).ok())
        .toList();
  }

  private String[] added(String... words) {
    var all = new ArrayList<>(List.of("add"));
    for (var word : words) {
      var isHost = word.matches("[sw][0-9]");
      all.add(isHost ? word + "=" + site().address(word) : word);
      if (isHost) {
        all.addAll(List.of("--host-key", word + "=" + site().fingerprint(word)));
      }
    }
    return all.toArray(String[]::new);
  }

  private Program.Ended killed(String path, String... arguments) {
    var started = new CompletableFuture<Program.Running>();
    var running =
        site()
            .start(
                event -> {
                  if (event.path("kind").asString("").equals("step-done")
                      && event.path("path").asString("").endsWith(path)) {
                    started.join().kill();
                  }
                },
                arguments);
    started.complete(running);
    return running.await();
  }

  private Program.Ended hosts(String... words) {
    return site().run(command(words));
  }

  private String[] command(String... words) {
    var all = new ArrayList<>(List.of("hosts"));
    all.addAll(Arrays.asList(words));
    return site().administrator().command(all);
  }

  private void requires(int before) {
    assumeTrue(done >= before, "what comes before failed");
  }
}
