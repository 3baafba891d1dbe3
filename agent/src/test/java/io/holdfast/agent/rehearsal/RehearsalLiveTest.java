package io.holdfast.agent.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.SystemClock;
import io.holdfast.agent.rehearsal.NotWell.Act;
import io.holdfast.agent.wire.RehearsalHead;
import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.scheduler.host.RehearsalOrder;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The part of a rehearsal that runs inside of its unit, with real products in a network of its
/// own. Skipped where no two releases of the product are in the components folder, and where no
/// network can be made.
@Tag("e2e")
@Timeout(300)
class RehearsalLiveTest {
  private static final Secret TOKEN = Secret.of("6a1cb0c8-34a4-4b1c-9d2a-0c0d5a1f7b11");

  /// What the runtime on a host has of Java.
  private static final String RUNTIME =
      "java.base,java.logging,java.management,java.net.http,java.xml,jdk.httpserver,jdk.unsupported";

  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir Path folder;

  @BeforeAll
  static void needsNetworks() throws Exception {
    var made = new ProcessBuilder("unshare", "-n", "ip", "link", "set", "lo", "up").start();
    assumeTrue(made.waitFor() == 0, "no network of one's own can be made");
  }

  private static List<Path> releases(String product) throws IOException {
    var components =
        Optional.ofNullable(System.getenv("HOLDFAST_COMPONENTS"))
            .map(Path::of)
            .orElseGet(
                () -> Path.of(System.getProperty("user.home"), ".cache", "holdfast", "components"));
    var all = components.resolve(product);
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    try (var found = Files.list(all)) {
      return found
          .filter(release -> Files.isExecutable(release.resolve(product)))
          .sorted(
              Comparator.comparing(it -> Runtime.Version.parse(String.valueOf(it.getFileName()))))
          .toList();
    }
  }

  /// The order to rehearse the newest release where the one before it is chosen.
  private RehearsalOrder installed(String product) throws IOException {
    var releases = releases(product);
    assumeTrue(releases.size() >= 2, "two releases of " + product + " are not there");
    for (var release : releases.subList(releases.size() - 2, releases.size())) {
      var bin = folder.resolve(product).resolve(release.getFileName() + "-copy").resolve("bin");
      Files.createDirectories(bin);
      Files.createSymbolicLink(bin.resolve(product), release.resolve(product));
    }
    var earlier = releases.get(releases.size() - 2).getFileName() + "-copy";
    Files.createSymbolicLink(folder.resolve(product).resolve("current"), Path.of(earlier));
    return new RehearsalOrder(
        product, folder.toString(), releases.getLast().getFileName() + "-copy", "dc1", "token");
  }

  /// A state with something of each kind in it, made by the earlier release.
  private byte[] state(RehearsalOrder order) throws Exception {
    var files = new RehearsalFiles(order, folder.resolve("maker"), ports());
    RehearsalProcess.lay(files);
    try (var server = RehearsedServer.start(files, "current", TOKEN, new SystemClock())) {
      server.bootstrap(60_000);
      var nomad = order.product().equals("nomad");
      (nomad ? thingsOfNomad() : thingsOfConsul()).forEach((path, body) -> put(files, path, body));
      server.seen(Act.ALONE, 60_000);
      return asked(files, nomad ? "/v1/operator/snapshot" : "/v1/snapshot", "GET", "").body();
    } finally {
      DurableFiles.deleteTree(files.folder());
    }
  }

  private static RehearsalFiles.Ports ports() throws IOException {
    try (var one = new ServerSocket(0);
        var two = new ServerSocket(0);
        var three = new ServerSocket(0)) {
      return new RehearsalFiles.Ports(one.getLocalPort(), two.getLocalPort(), three.getLocalPort());
    }
  }

  private static Map<String, String> thingsOfNomad() {
    var job =
        Map.of(
            "ID",
            "web",
            "Name",
            "web",
            "Type",
            "service",
            "Datacenters",
            List.of("dc1"),
            "TaskGroups",
            List.of(
                Map.of(
                    "Name",
                    "web",
                    "Count",
                    1,
                    "Tasks",
                    List.of(
                        Map.of(
                            "Name",
                            "web",
                            "Driver",
                            "exec",
                            "Config",
                            Map.of("command", "/bin/true"))))));
    return Map.of(
        "/v1/jobs", Json.write(Map.of("Job", job)),
        "/v1/namespace/team", "{\"Name\":\"team\"}",
        "/v1/acl/policy/reader",
            "{\"Name\":\"reader\",\"Rules\":\"agent { policy = \\\"read\\\" }\"}",
        "/v1/var/app/one", "{\"Path\":\"app/one\",\"Items\":{\"key\":\"value\"}}");
  }

  private static Map<String, String> thingsOfConsul() {
    return Map.of(
        "/v1/kv/app", "value",
        "/v1/acl/policy",
            "{\"Name\":\"reader\",\"Rules\":\"key_prefix \\\"\\\" { policy = \\\"read\\\" }\"}",
        "/v1/config", "{\"Kind\":\"service-defaults\",\"Name\":\"web\",\"Protocol\":\"http\"}");
  }

  /// A keyring, for one, comes a moment after the leader.
  private void put(RehearsalFiles files, String path, String body) {
    try {
      var answer = asked(files, path, "PUT", body);
      for (var look = 0; look < 40 && answer.statusCode() >= 500; look++) {
        Thread.sleep(250);
        answer = asked(files, path, "PUT", body);
      }
      assertThat(answer.statusCode())
          .as(path + " " + new String(answer.body(), StandardCharsets.UTF_8))
          .isEqualTo(200);
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private HttpResponse<byte[]> asked(RehearsalFiles files, String path, String method, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + files.ports().http() + path))
            .header("X-Nomad-Token", TOKEN.reveal())
            .header("X-Consul-Token", TOKEN.reveal())
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  /// As the unit does it, but for its limits.
  private RehearsalAnswer rehearse(RehearsalOrder order, byte[] state) throws Exception {
    var line =
        new ArrayList<>(
            List.of("unshare", "-n", "sh", "-c", "ip link set lo up && exec \"$0\" \"$@\""));
    line.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--limit-modules",
            RUNTIME,
            "-cp",
            System.getProperty("java.class.path"),
            "io.holdfast.agent.Main",
            "rehearse",
            folder.resolve("one").toString()));
    var process = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var input = process.getOutputStream()) {
      input.write(
          (Json.write(new RehearsalHead(order, state.length)) + "\n")
              .getBytes(StandardCharsets.UTF_8));
      input.write((TOKEN.reveal() + "\n").getBytes(StandardCharsets.UTF_8));
      input.write(state);
    }
    var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(folder.resolve("one")).doesNotExist();
    assertThat(answer).doesNotContain(TOKEN.reveal());
    return Json.read(answer, RehearsalAnswer.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "nomad"})
  void bothReleasesHoldWhatWasSaved(String product) throws Exception {
    var order = installed(product);
    assertThat(rehearse(order, state(order)))
        .isInstanceOfSatisfying(
            RehearsalAnswer.Held.class,
            held -> {
              assertThat(order.copyId()).startsWith(held.after().version());
              assertThat(held.before().version()).isNotEqualTo(held.after().version());
              assertThat(held.after().counts()).isEqualTo(held.before().counts());
              assertThat(held.after().counts())
                  .isEqualTo(
                      product.equals("nomad")
                          ? "aclPolicies 1, aclTokens 1, jobs 1, namespaces 2, variables 1"
                          : "aclPolicies 2, aclTokens 2, configEntries 1, kvTopKeys 1");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "nomad"})
  void aStateThatIsNoneIsTold(String product) throws Exception {
    var order = installed(product);
    assertThat(rehearse(order, "garbage".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(RehearsalAnswer.Failed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "nomad"})
  void aTargetThatEndsIsToldWithItsOwnWords(String product) throws Exception {
    var order = installed(product);
    var state = state(order);
    var program = folder.resolve(product).resolve(order.copyId()).resolve("bin").resolve(product);
    Files.delete(program);
    Files.writeString(program, "#!/bin/sh\necho panic: unknown entry\nexit 2\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    assertThat(rehearse(order, state))
        .isEqualTo(
            new RehearsalAnswer.Failed(
                "The target version does not come up with the saved state",
                "it ended with 2\npanic: unknown entry"));
  }
}
