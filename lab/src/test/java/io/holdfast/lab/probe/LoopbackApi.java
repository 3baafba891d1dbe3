package io.holdfast.lab.probe;

import io.holdfast.installer.host.ApiDoor;
import io.holdfast.installer.pki.ClientTls;
import io.holdfast.installer.vault.Vault;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiTransport;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/// Reaches products on the loopback of this machine, with the certificate and tokens of a site.
final class LoopbackApi implements ApiTransport, ApiDoor {
  private final Vault vault;
  private final SSLContext tls;
  private final HttpClient https;

  LoopbackApi(Vault vault) {
    this.vault = vault;
    this.tls =
        ClientTls.context(
            text("tls.ca.cert"), text("tls.controller.cert"), text("tls.controller.key"));
    this.https =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
  }

  @Override
  public ApiAnswer send(ApiAsk ask) {
    try {
      var endpoint = (ApiAsk.Endpoint.Https) ask.endpoint();
      var body = ask.resolvedBody(vault).map(Secret::reveal).orElse("");
      var request =
          HttpRequest.newBuilder(
                  URI.create("https://127.0.0.1:" + endpoint.port() + ask.pathAndQuery()))
              .timeout(Duration.ofMillis(ask.timeoutMs()))
              .method(ask.method(), HttpRequest.BodyPublishers.ofString(body));
      ask.token().ifPresent(token -> request.header(token.header(), text(token.secretName())));
      var answer = https.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new ApiAnswer(answer.statusCode(), new TreeMap<>(), answer.body());
    } catch (IOException silent) {
      throw HoldfastException.of(ProblemId.API_SILENT, silent.toString());
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Override
  public <T> T through(ApiAsk ask, Talk<T> talk) {
    var endpoint = (ApiAsk.Endpoint.Https) ask.endpoint();
    try (var socket = tls.getSocketFactory().createSocket("127.0.0.1", endpoint.port())) {
      return talk.over(socket.getInputStream(), socket.getOutputStream());
    } catch (IOException silent) {
      throw HoldfastException.of(ProblemId.API_SILENT, silent.toString());
    }
  }

  private String text(String name) {
    return vault.secret(name).reveal();
  }
}
