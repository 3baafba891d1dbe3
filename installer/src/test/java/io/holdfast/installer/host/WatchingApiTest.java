package io.holdfast.installer.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.host.StepResult;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiTransport;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.scheduler.port.HostGateway;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Secret;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Three servers, of which the first is not let in to.
class WatchingApiTest {
  private static final String SITE =
      """
      site: acme
      access: {user: ops, keyFile: key}
      vault: {keyFile: vault.key}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server]}
        - {name: s2, address: 10.0.0.12, roles: [server]}
        - {name: s3, address: 10.0.0.13, roles: [server, worker, lb]}
      """;
  private static final String PEERS =
      "[\"10.0.0.11:8300\", \"10.0.0.12:8300\", \"10.0.0.13:8300\"]";

  /// Whoever is asked names s2 the leader of all three; s1 is refused on the way.
  private record Two(Problem refusal) implements ApiTransport {
    @Override
    public ApiAnswer send(ApiAsk ask) {
      if (ask.host().equals("s1")) {
        throw refusal.asException();
      }
      return switch (ask.pathAndQuery()) {
        case "/v1/status/leader" -> new ApiAnswer(200, new TreeMap<>(), "\"10.0.0.12:8300\"");
        case "/v1/status/peers" -> new ApiAnswer(200, new TreeMap<>(), PEERS);
        default -> new ApiAnswer(404, new TreeMap<>(), "");
      };
    }
  }

  private static World world(ApiTransport api) {
    return new World(
        SiteReader.read("site.yaml", SITE),
        api,
        new NoHosts(),
        new NoClock(),
        _ -> Secret.of("word"),
        Map.of());
  }

  @ParameterizedTest
  @EnumSource(
      value = ProblemId.class,
      names = {"HOST_KEY_UNKNOWN", "HOST_KEY_CHANGED", "SUDO_REFUSED", "RUNNER_NOT_STARTED"})
  void letsTheOthersBeCountedWhereOneHostLetsNobodyIn(ProblemId why) {
    var refusal = Problem.of(why, "It is not let in to").withHost("s1");
    var world = world(new WatchingApi(new Two(refusal)));
    var consul = QuorumSystem.named("consul");
    assertThat(consul.leader(world)).hasValue("s2");
    assertThat(consul.members(world)).containsExactly("s1", "s2", "s3");
    assertThat(consul.objections(world).get("s1")).contains(why.code(), "It is not let in to");
  }

  @Test
  void tellsWhatIsNoHostsOwnAsItIs() {
    var lacks = Problem.of(ProblemId.VAULT_NOT_FOUND, "There is no vault");
    var world = world(new WatchingApi(new Two(lacks)));
    assertThatThrownBy(() -> QuorumSystem.named("consul").leader(world))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            told -> assertThat(told.has(ProblemId.VAULT_NOT_FOUND)).isTrue());
  }

  /// Only products are asked.
  private static final class NoHosts implements HostGateway {
    @Override
    public HostReading read(String host, ReadRequest request) {
      throw new AssertionError("nobody asks " + host + " itself here");
    }

    @Override
    public StepResult step(String host, StepRequest request) {
      throw new AssertionError("nobody asks " + host + " itself here");
    }

    @Override
    public LeaseAnswer lease(String host, LeaseRequest request) {
      throw new AssertionError("nobody asks " + host + " itself here");
    }
  }

  private static final class NoClock implements Clock {
    @Override
    public long uptimeMs() {
      return 0;
    }

    @Override
    public long wallMs() {
      return 0;
    }

    @Override
    public void sleepMs(long milliseconds) {}
  }
}
