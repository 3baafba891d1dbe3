package io.holdfast.agent.serve;

import io.holdfast.agent.serve.Consul.Registered;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Asks a service for its health once, briefly, and never through a proxy of the host.
final class HttpProbe implements Registrar.Probe {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .connectTimeout(LIMIT)
          .build();

  @Override
  public boolean isHealthy(Registered service) {
    var address = "http://" + service.address() + ":" + service.port() + service.healthPath();
    try {
      var request = HttpRequest.newBuilder(URI.create(address)).timeout(LIMIT).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() / 100 == 2;
    } catch (IOException | IllegalArgumentException silent) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
