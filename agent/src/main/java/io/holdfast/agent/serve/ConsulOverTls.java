package io.holdfast.agent.serve;

import io.holdfast.templates.render.AgentSettings;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The local Consul agent over mutual TLS with a token that may only register services.
///
/// Certificates and token are read again after each failure, so that renewed ones are picked up
/// without a restart. For one thread.
final class ConsulOverTls implements Consul {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final String MARK = "holdfast";
  private static final String HEALTH = "holdfast-health";
  private final AgentSettings.Consul settings;
  private @Nullable Session session;

  ConsulOverTls(AgentSettings.Consul settings) {
    this.settings = settings;
  }

  private record Session(HttpClient client, Secret token) {}

  @Override
  public SortedMap<String, Registered> services() throws IOException {
    var services = new TreeMap<String, Registered>();
    var answer = Json.readTree(send("GET", "/v1/agent/services", ""));
    for (var entry : answer.properties()) {
      var meta = entry.getValue().path("Meta");
      if (meta.path(MARK).asString("").equals("1")) {
        services.put(entry.getKey(), registered(entry.getValue(), meta));
      }
    }
    return services;
  }

  private static Registered registered(JsonNode service, JsonNode meta) {
    return new Registered(
        service.path("Service").asString(""),
        service.path("Address").asString(""),
        service.path("Port").asInt(0),
        meta.path(HEALTH).asString(""));
  }

  /// A service begins critical and is found healthy by Consul within a second. One that our own
  /// look found healthy begins passing: otherwise each restart of an agent of Consul would take
  /// healthy services out of the balancers for that second. It is deregistered late: that is our
  /// own work, and a busy host must not lose its services over a slow check.
  @Override
  public void register(String id, Registered service, boolean seenHealthy) throws IOException {
    var check =
        Map.of(
            "CheckID",
            "service:" + id,
            "Name",
            "HTTP " + service.healthPath(),
            "HTTP",
            "http://" + service.address() + ":" + service.port() + service.healthPath(),
            "Interval",
            "1s",
            "Timeout",
            "2s",
            "Status",
            seenHealthy ? "passing" : "critical",
            "DeregisterCriticalServiceAfter",
            "24h");
    var body =
        Map.of(
            "ID", id,
            "Name", service.name(),
            "Address", service.address(),
            "Port", service.port(),
            "Meta", Map.of(MARK, "1", HEALTH, service.healthPath()),
            "Check", check);
    send("PUT", "/v1/agent/service/register?replace-existing-checks=true", Json.write(body));
  }

  @Override
  public void deregister(String id) throws IOException {
    send("PUT", "/v1/agent/service/deregister/" + id, "");
  }

  private String send(String method, String path, String body) throws IOException {
    try {
      var now = session();
      var request =
          HttpRequest.newBuilder(URI.create(settings.url() + path))
              .timeout(LIMIT)
              .header("X-Consul-Token", now.token().reveal())
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build();
      var answer = now.client().send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("Consul answers " + answer.statusCode() + " to " + path);
      }
      return answer.body();
    } catch (IOException failed) {
      forget();
      throw failed;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }

  private Session session() throws IOException {
    var now = session;
    if (now == null) {
      now = new Session(client(), token());
      session = now;
    }
    return now;
  }

  private void forget() {
    var now = session;
    session = null;
    if (now != null) {
      now.client().shutdownNow();
    }
  }

  private HttpClient client() throws IOException {
    try {
      var context =
          PemIdentity.context(
              Path.of(settings.caFile()),
              Path.of(settings.certificateFile()),
              Path.of(settings.keyFile()));
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .connectTimeout(LIMIT)
          .sslContext(context)
          .build();
    } catch (GeneralSecurityException unusable) {
      throw new IOException("the certificates of this host can't be used", unusable);
    }
  }

  private Secret token() throws IOException {
    var json = Json.readTree(Files.readAllBytes(Path.of(settings.tokenFile())));
    return Secret.of(json.path("consulToken").asString(""));
  }
}
