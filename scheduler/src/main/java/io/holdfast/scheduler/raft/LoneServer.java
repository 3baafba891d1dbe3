package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.host.RehearsalAnswer.Seen;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.host.StepResult;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiTransport;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.scheduler.port.HostGateway;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Secret;
import io.holdfast.templates.text.SecretText;
import java.util.Map;

/// A server of such a product that has no other: what a rehearsal asks of it. It is counted by the
/// very questions that count a site.
///
/// Every call asks once and ends in a `HoldfastException` of kind `UNREACHABLE` while the server
/// does not tell.
public final class LoneServer {
  /// The name under which the transport is asked.
  public static final String HOST = "rehearsal";

  private final RaftProduct product;
  private final World world;

  public LoneServer(RaftProduct product, ApiTransport api, Clock clock) {
    this.product = product;
    this.world = new World(alone(), api, new NoHosts(), clock, LoneServer::noSecret, Map.of());
  }

  private static Site alone() {
    return SiteReader.read(
        "rehearsal",
        """
        site: rehearsal
        access: {user: nobody, keyFile: none, sudo: password}
        vault: {keyFile: none}
        hosts:
          - {name: rehearsal, address: 10.0.0.1, roles: [server]}
        """);
  }

  private static Secret noSecret(String name) {
    throw new IllegalStateException("the transport alone knows " + name);
  }

  /// Gives an empty server the management token that the state knows too: without one it takes no
  /// state.
  public void bootstrap() {
    var restore = restore();
    var token = restore.token().orElseThrow();
    var body = Json.write(Map.of("BootstrapSecret", SecretText.placeholder(token.secretName())));
    var ask =
        ApiAsk.get(HOST, restore.endpoint(), "/v1/acl/bootstrap")
            .withBody("PUT", body)
            .withTimeoutMs(10_000);
    told("It does not take a token.", new Inquiry(world).askUnkept(ask));
  }

  /// The request whose body is the saved state.
  public ApiAsk restore() {
    return asked().restore(HOST);
  }

  /// What it says of itself, and how much it holds.
  public Seen seen() {
    var api = asked();
    var self = told("It does not tell what it is.", api.get(HOST, "/v1/agent/self"));
    return new Seen(
        api.process(self.json()).version(), api.survey(HOST, Consistency.OF_LEADER).text());
  }

  private RaftApi asked() {
    return product.asked(new Inquiry(world));
  }

  private static Reply told(String what, Reply reply) {
    if (!reply.isSuccess()) {
      throw Refusal.silent(what, reply.trouble());
    }
    return reply;
  }

  /// It stands where it is asked from.
  private static final class NoHosts implements HostGateway {
    @Override
    public HostReading read(String host, ReadRequest request) {
      throw new IllegalStateException(host);
    }

    @Override
    public StepResult step(String host, StepRequest request) {
      throw new IllegalStateException(host);
    }

    @Override
    public LeaseAnswer lease(String host, LeaseRequest request) {
      throw new IllegalStateException(host);
    }
  }
}
