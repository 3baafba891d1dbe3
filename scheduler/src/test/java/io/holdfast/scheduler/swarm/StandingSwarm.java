package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.RecordedApi;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Five engines whose answers have the form of those recorded from Docker 20.10.24. What they keep
/// changes as in the engines: availability and labels of nodes, services, and the tasks that
/// managers want.
final class StandingSwarm {
  static final String EARLIER = "20.10.24+dfsg1";
  static final String OPEN = "active";
  private static final List<String> HOSTS = List.of("s1", "s2", "s3", "w1", "w2");
  private static final List<String> WORKERS = List.of("w1", "w2");

  /// Of the service that is moved about.
  private static final String PLACED = "placed";

  private final RecordedSwarm swarm = new RecordedSwarm();
  private final TreeMap<String, String> versions = new TreeMap<>();
  private final TreeMap<String, Integer> starts = new TreeMap<>();
  private final TreeSet<String> silent = new TreeSet<>();
  private final TreeMap<String, String> availability = new TreeMap<>();
  private final TreeMap<String, String> labels = new TreeMap<>();
  private final TreeMap<String, String> services = new TreeMap<>();
  private int leader = 1;
  private Optional<String> placedOn = Optional.empty();

  StandingSwarm() {
    HOSTS.forEach(host -> versions.put(host, EARLIER));
    HOSTS.forEach(host -> starts.put(host, 1));
    HOSTS.forEach(host -> availability.put(host, WORKERS.contains(host) ? OPEN : "drain"));
    HOSTS.forEach(host -> labels.put(host, ""));
    answerChanges();
    publish();
  }

  RecordedApi api() {
    return swarm.api();
  }

  private static int number(String host) {
    return HOSTS.indexOf(host) + 1;
  }

  private static String id(String host) {
    return "id-" + number(host);
  }

  /// What the engines answer now.
  private void publish() {
    var nodes = HOSTS.stream().map(this::node).toList();
    for (var host : HOSTS) {
      swarm.version(host, versions.getOrDefault(host, "")).info(host, "active", number(host) <= 3);
      api().answer("* GET /nodes/" + id(host), nodes.get(number(host) - 1));
      api().answer("* GET /tasks" + wantedOn(host), "[" + wanted(host) + "]");
    }
    for (var manager : HOSTS.subList(0, 3)) {
      api().answer(manager + " GET /nodes", "[" + String.join(",", nodes) + "]");
    }
    api().answer("* GET /services" + labelled(), "[" + String.join(",", services.values()) + "]");
    services.forEach((name, _) -> api().answer("* GET /tasks" + tasksOf(name), tasks(name)));
    silent.forEach(host -> api().silence(host));
  }

  private String node(String host) {
    var third = silent.contains("s3") ? "unreachable" : "reachable";
    var node =
        RecordedSwarm.node(
            number(host),
            leader,
            third,
            availability.getOrDefault(host, ""),
            labels.getOrDefault(host, ""));
    return silent.contains(host) && number(host) <= 3
        ? node.replace("\"State\":\"ready\"", "\"State\":\"down\"")
        : node;
  }

  static String wantedOn(String host) {
    return DockerApi.filters(
        Map.of("desired-state", List.of("running"), "node", List.of(id(host))));
  }

  private String wanted(String host) {
    return placedOn.filter(host::equals).map(on -> task(on, PLACED)).orElse("");
  }

  private static String labelled() {
    return DockerApi.filters(Map.of("label", List.of(ServiceCopies.SERVICE_LABEL + "=web")));
  }

  private static String tasksOf(String service) {
    return DockerApi.filters(
        Map.of("desired-state", List.of("running"), "service", List.of("svc-" + service)));
  }

  /// A global service runs on every worker.
  private String tasks(String service) {
    var digest =
        Body.of(services.getOrDefault(service, ""))
            .at("Spec", "Labels", ServiceCopies.SPEC_LABEL)
            .text();
    return "[" + String.join(",", WORKERS.stream().map(on -> task(on, digest)).toList()) + "]";
  }

  private static String task(String host, String digest) {
    return """
        {"NodeID":"%s","DesiredState":"running","Status":{"State":"running"},
         "Spec":{"ContainerSpec":{"Labels":{"%s":"%s"}}}}
        """
        .formatted(id(host), ServiceCopies.SPEC_LABEL, digest);
  }

  private void answerChanges() {
    for (var host : HOSTS) {
      var path = "/nodes/" + id(host) + "/update?version=" + 10 * number(host);
      api().react("* POST " + path, ask -> changed(host, body(ask)));
    }
    api()
        .react(
            "* POST /services/create",
            ask -> {
              var name = body(ask).at("Name").text();
              services.put(
                  name,
                  "{\"ID\":\"svc-%s\",\"Version\":{\"Index\":7},\"Spec\":%s}"
                      .formatted(name, body(ask)));
              return published();
            });
  }

  private ApiAnswer changed(String host, Body specification) {
    availability.put(host, specification.at("Availability").text());
    var kept = new ArrayList<String>();
    specification
        .at("Labels")
        .fields(Body::text)
        .forEach((name, value) -> kept.add("\"" + name + "\":\"" + value + "\""));
    labels.put(host, String.join(",", kept));
    if (availability.getOrDefault(host, "").equals("drain")) {
      placedOn = placedOn.map(on -> on.equals(host) ? another(host) : on);
    }
    return published();
  }

  private ApiAnswer published() {
    publish();
    return new ApiAnswer(200, new TreeMap<>(), "{}");
  }

  private static String another(String worker) {
    return worker.equals("w1") ? "w2" : "w1";
  }

  private static Body body(ApiAsk ask) {
    return Body.of(ask.resolvedBody(Worlds::secret).map(text -> text.reveal()).orElse(""));
  }

  /// The engine of a host answers nobody any more.
  void silence(String host) {
    silent.add(host);
    publish();
  }

  void answersAgain(String host) {
    silent.remove(host);
    publish();
  }

  void start(String host, String version) {
    versions.put(host, version);
    starts.merge(host, 1, Integer::sum);
    answersAgain(host);
  }

  int startsOf(String host) {
    return starts.getOrDefault(host, 0);
  }

  void lead(String server) {
    leader = number(server);
    publish();
  }

  /// A service of one task runs there from now on.
  void place(String worker) {
    placedOn = Optional.of(worker);
    publish();
  }
}
