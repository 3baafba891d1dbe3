package io.holdfast.scheduler.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.live.LiveTransport;
import io.holdfast.scheduler.live.Polling;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.vendor.ServiceSpec;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The swarm gates and operations against five real engines that are in no swarm yet: 1 to 3 become
/// managers, 4 and 5 workers. Where they are is said by properties: `holdfast.live.docker` is the
/// path of their sockets with `{n}` for the number, `holdfast.live.network` the first part of their
/// addresses (the number follows), `holdfast.live.image` an image that every engine has and that
/// stays up.
@Tag("e2e")
class SwarmLiveTest {
  private final String sockets = System.getProperty("holdfast.live.docker", "");
  private final String image = System.getProperty("holdfast.live.image", "");
  private final Site site = Worlds.site(System.getProperty("holdfast.live.network", "10.0.0."));

  @BeforeEach
  void needsEngines() {
    assumeTrue(
        !sockets.isEmpty() && !image.isEmpty(), "no engines are named by holdfast.live.docker");
  }

  @Test
  void walksThroughFormationServicesLossAndReturn() {
    forms();
    deploys(1);
    changesAvailability();
    deploys(2);
    deploys(1);
    leavesAndRejoins();
  }

  private void forms() {
    assertThat(Operations.named("swarm.init").look(world(Map.of("host", "s1"))).changed()).isTrue();
    twice("swarm.init", Map.of("host", "s1"));
    twice("swarm.join", Map.of("host", "s2", "role", "manager"));
    twice("swarm.join", Map.of("host", "s3", "role", "manager"));
    twice("swarm.join", Map.of("host", "w1", "role", "worker"));
    twice("swarm.join", Map.of("host", "w2", "role", "worker"));
    met("swarm.formed", Map.of("plannedVoters", "3"));
    var quorum = QuorumSystem.named("swarm");
    assertThat(quorum.leader(world(Map.of()))).contains("s1");
    assertThat(quorum.members(world(Map.of()))).containsExactly("s1", "s2", "s3");
    for (var host : List.of("s1", "s2", "s3")) {
      met("swarm.quorum-before", Map.of("host", host, "plannedVoters", "3"));
      met("swarm.member-after", Map.of("host", host, "version", version(host)));
    }
    met("swarm.worker-ready", Map.of("host", "w1", "version", version("w1")));
    assertThat(judge("swarm.member-after", Map.of("host", "s1", "version", "1.2.3")).why())
        .contains("planned is 1.2.3");
  }

  private void deploys(int instances) {
    var service =
        new ServiceSpec(
            "web",
            "web",
            8080,
            18080,
            instances,
            "/",
            Map.of("A", "b"),
            Optional.empty(),
            100,
            128);
    twice("swarm.deploy-service", DeployService.parameters(service, image));
    met(
        "swarm.service-running",
        Map.of("services", "web", "instances", Integer.toString(2 * instances)));
  }

  private void changesAvailability() {
    twice("swarm.availability", Map.of("host", "w1", "availability", "drain"));
    assertThat(judge("swarm.worker-ready", Map.of("host", "w1", "version", version("w1"))).why())
        .contains("w1 is drain, wanted is active");
    twice("swarm.availability", Map.of("host", "w1", "availability", "active"));
    met("swarm.service-running", Map.of("service", "web", "instances", "2"));
  }

  /// A manager that was thrown out by force comes back under a new id.
  private void leavesAndRejoins() {
    var docker = new DockerApi(new io.holdfast.scheduler.gate.Inquiry(world(Map.of())));
    var before = new Membership(docker).state("s3").nodeId();
    assertThat(
            Operations.named("swarm.leave-and-rejoin")
                .perform(world(Map.of("host", "s3")))
                .changed())
        .isFalse();
    new Membership(docker).leave("s3");
    assertThat(judge("swarm.quorum-before", Map.of("host", "s2", "plannedVoters", "3")))
        .isInstanceOf(Verdict.NotYet.class);
    twice("swarm.leave-and-rejoin", Map.of("host", "s3"));
    met("swarm.formed", Map.of("plannedVoters", "3"));
    met("swarm.member-after", Map.of("host", "s3", "version", version("s3")));
    assertThat(new Membership(docker).state("s3").nodeId()).isNotEqualTo(before);
  }

  private void twice(String operation, Map<String, String> parameters) {
    var first = Operations.named(operation).perform(world(parameters));
    assertThat(first.changed()).as(first.says()).isTrue();
    var second = Operations.named(operation).perform(world(parameters));
    assertThat(second.changed()).as(second.says()).isFalse();
    assertThat(Operations.named(operation).look(world(parameters)).changed()).isFalse();
  }

  private void met(String gate, Map<String, String> parameters) {
    var verdict = Polling.until(world(Map.of()), gate, parameters);
    assertThat(verdict).as(gate + ": " + verdict.why()).isInstanceOf(Verdict.Met.class);
    assertThat(verdict.raw()).doesNotContain("SWMTKN");
  }

  private Verdict judge(String gate, Map<String, String> parameters) {
    return Gates.named(gate).judge(world(parameters));
  }

  private String version(String host) {
    return new DockerApi(new io.holdfast.scheduler.gate.Inquiry(world(Map.of())))
        .get(host, "/version")
        .json()
        .at("Version")
        .text();
  }

  private World world(Map<String, String> parameters) {
    try {
      var transport =
          new LiveTransport(site, Worlds::secret, this::socket, SSLContext.getDefault());
      return Worlds.of(site, transport, new LiveTransport.RealClock(), parameters);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Path socket(String host) {
    var number = List.of("s1", "s2", "s3", "w1", "w2").indexOf(host) + 1;
    return Path.of(sockets.replace("{n}", Integer.toString(number)));
  }
}
