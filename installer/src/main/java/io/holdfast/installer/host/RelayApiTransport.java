package io.holdfast.installer.host;

import io.holdfast.agent.http.HttpWire;
import io.holdfast.agent.wire.RunnerSession;
import io.holdfast.agent.wire.WireStream;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiAsk.Endpoint;
import io.holdfast.scheduler.port.ApiTransport;
import io.holdfast.scheduler.port.SecretSource;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// Reaches the products' own interfaces through the host runner's relays, so that only SSH must be
/// open between the controller and a host, and sockets that only root may open can be used.
///
/// No port is opened on the controller. Secrets named in a request are put in here, just before it
/// is sent.
public final class RelayApiTransport implements ApiTransport, ApiDoor {
  private static final int LARGEST_BODY = 64 << 20;

  private final SshHostGateway hosts;
  private final SecretSource secrets;
  private final Supplier<SSLContext> tls;

  /// `tls` holds the controller's client certificate and trusts the site's own authority only.
  public RelayApiTransport(SshHostGateway hosts, SecretSource secrets, Supplier<SSLContext> tls) {
    this.hosts = hosts;
    this.secrets = secrets;
    this.tls = tls;
  }

  @Override
  public ApiAnswer send(ApiAsk ask) {
    return ask.endpoint() instanceof Endpoint.UnixText
        ? reached(ask, (stream, limit) -> talk(ask, limit, () -> text(ask, stream)))
        : through(ask, (input, output) -> http(ask, input, output));
  }

  @Override
  public <T> T through(ApiAsk ask, Talk<T> talk) {
    return reached(
        ask,
        (stream, limit) ->
            talk(
                ask,
                limit,
                () ->
                    ask.endpoint() instanceof Endpoint.Https https
                        ? https(https, stream, talk)
                        : talk.over(stream.input(), stream.output())));
  }

  private interface Work<T> {
    T with(WireStream stream, TimeLimit limit);
  }

  private interface Saying<T> {
    T say() throws IOException;
  }

  private <T> T reached(ApiAsk ask, Work<T> work) {
    var session = hosts.existingRunner(ask.host()).orElseThrow(() -> noRunner(ask.host()));
    return hosts.guarded(ask.host(), session, runner -> relayed(ask, runner, work));
  }

  private static <T> T relayed(ApiAsk ask, RunnerSession runner, Work<T> work) {
    try (var stream = open(runner, ask.endpoint());
        var limit = new TimeLimit(ask.timeoutMs(), stream::close)) {
      return work.with(stream, limit);
    } catch (HoldfastException refused) {
      throw refused.has(ProblemId.API_SILENT) ? silent(ask, refused) : refused;
    }
  }

  /// The runner could not connect: for whoever asks, that is no answer.
  private static HoldfastException silent(ApiAsk ask, HoldfastException refused) {
    var problem = refused.first();
    return HoldfastException.of(
        Problem.of(ProblemId.CONNECTION_LOST, problem.what())
            .withHost(ask.host())
            .withEvidence(
                ask.method()
                    + " "
                    + ask.pathAndQuery()
                    + ": "
                    + problem.evidence().orElse("refused")),
        refused);
  }

  private static HoldfastException noRunner(String host) {
    return Problem.of(ProblemId.CONNECTION_LOST, "The host has no runner yet to relay requests")
        .withHost(host)
        .asException();
  }

  private static WireStream open(RunnerSession runner, Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.UnixHttp unix -> runner.relayUnix(unix.path());
      case Endpoint.UnixText unix -> runner.relayUnix(unix.path());
      case Endpoint.Http http -> runner.relayTcp(http.port());
      case Endpoint.Https https -> runner.relayTcp(https.port());
    };
  }

  private static <T> T talk(ApiAsk ask, TimeLimit limit, Saying<T> saying) {
    try {
      return saying.say();
    } catch (IOException broken) {
      throw silent(ask, limit, broken);
    } catch (HoldfastException broken) {
      throw limit.struck() && broken.kind() == ProblemKind.UNREACHABLE
          ? silent(ask, limit, broken)
          : broken;
    }
  }

  private static HoldfastException silent(ApiAsk ask, TimeLimit limit, Exception broken) {
    var why =
        limit.struck()
            ? "no answer within " + ask.timeoutMs() + " ms"
            : String.valueOf(broken.getMessage());
    return HoldfastException.of(
        Problem.of(ProblemId.CONNECTION_LOST, name(ask.endpoint()) + " does not answer")
            .withHost(ask.host())
            .withEvidence(ask.method() + " " + ask.pathAndQuery() + ": " + why),
        broken);
  }

  private static String name(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.UnixHttp unix -> unix.path();
      case Endpoint.UnixText unix -> unix.path();
      case Endpoint.Http http -> "127.0.0.1:" + http.port();
      case Endpoint.Https https -> "127.0.0.1:" + https.port() + " (" + https.serverName() + ")";
    };
  }

  private ApiAnswer http(ApiAsk ask, InputStream input, OutputStream output) throws IOException {
    var call = ApiBodies.call(ask, secrets);
    return ApiBodies.answer(new HttpWire(input, output).exchange(call, LARGEST_BODY));
  }

  private <T> T https(Endpoint.Https endpoint, WireStream stream, Talk<T> talk) throws IOException {
    var plain = new StreamSocket(stream.input(), stream.output(), stream::close);
    var socket =
        tls.get()
            .getSocketFactory()
            .createSocket(plain, endpoint.serverName(), endpoint.port(), true);
    try (var secured = (SSLSocket) socket) {
      var parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      return talk.over(secured.getInputStream(), secured.getOutputStream());
    }
  }

  private ApiAnswer text(ApiAsk ask, WireStream stream) throws IOException {
    var command = ask.resolvedBody(secrets).map(Secret::reveal).orElse("").strip() + "\n";
    var output = stream.output();
    output.write(command.getBytes(StandardCharsets.UTF_8));
    output.flush();
    stream.end();
    var answer = stream.input().readNBytes(LARGEST_BODY);
    return new ApiAnswer(200, new TreeMap<>(), new String(answer, StandardCharsets.UTF_8));
  }
}
