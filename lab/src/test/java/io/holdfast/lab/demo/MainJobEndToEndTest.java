package io.holdfast.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.lab.component.ConsulBuild;
import io.holdfast.lab.dist.Distribution;
import io.holdfast.lab.host.LabHost;
import io.holdfast.lab.host.LabShape;
import io.holdfast.lab.host.LabStatus;
import io.holdfast.lab.host.NeededPackages;
import io.holdfast.lab.host.PracticeLab;
import io.holdfast.lab.host.SystemCommand;
import io.holdfast.lab.load.Load;
import io.holdfast.templates.problem.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/// The main job on practice hosts, by the command line only: refuse, install, apply again, upgrade
/// through kills, take over. The methods are one story and share one lab.
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobEndToEndTest {
  private static final String LAB = "e2e";
  private static final int HTTP_PORT = 80;

  private final Path home = home();
  private final Path folder = home.resolve("lab/target/e2e");
  private final PracticeLab lab = PracticeLab.named(LAB, MainJobEndToEndTest::say);
  private final HostFacts facts = new HostFacts(lab);
  private final Program program = Program.ofThisClassPath(folder);
  private Optional<DemoBundles> built = Optional.empty();
  private boolean installed;

  @BeforeAll
  void makeBundlesAndHosts() throws IOException {
    assumeTrue(
        "all".equals(System.getProperty("holdfast.check")),
        "the main job as a test runs in ./build check --all");
    var ingredients = ingredients();
    SystemCommand.run("rm", "-rf", folder.toString());
    Files.createDirectories(folder);
    var bundles = new DemoBundles(folder, ingredients);
    bundles.build(program, DemoBundle.FIRST);
    bundles.build(program, DemoBundle.SECOND);
    built = Optional.of(bundles);
    lab.down();
    var status = lab.up(LabShape.usual(LAB));
    Files.copy(knownHosts(status), folder.resolve("known_hosts"));
    DemoSite.write(folder, status, LAB);
    writeSite("site.yaml", text -> text);
  }

  @AfterAll
  void removeHosts() {
    if (built.isPresent()) {
      lab.down();
    }
  }

  @Test
  @Order(1)
  void refusesBadInputWithItsIdAndExitCodeAndChangesNothing() throws IOException {
    refusesBadSiteFiles();
    refusesHostsThatAreNotThereOrNotThemselves();
    refusesBundlesThatAreNotTheVendors();
    for (var host : hosts()) {
      assertThat(lab.exec(host.name(), "test", "-e", "/opt/holdfast").ok())
          .as("/opt/holdfast is on %s", host.name())
          .isFalse();
    }
  }

  private void refusesBadSiteFiles() throws IOException {
    writeSite("unknown-key.yaml", text -> text.replace("contact:", "contcat:"));
    var unknown = refuses("unknown-key.yaml", 2, "HF-CFG-001");
    assertThat(unknown.path("where").asString("")).matches(".*unknown-key\\.yaml:2:1");
    assertThat(unknown.toString()).contains("contact");

    writeSite("even.yaml", text -> text.replaceFirst("\\[worker, lb\\]", "[server]"));
    refuses("even.yaml", 2, "HF-CFG-");

    var first = address("s1");
    writeSite("twice.yaml", text -> text.replace(address("s2") + ",", first + ","));
    refuses("twice.yaml", 2, "HF-CFG-");
  }

  private void refusesHostsThatAreNotThereOrNotThemselves() throws IOException {
    var worker = address("w2");
    var nobody = worker.substring(0, worker.lastIndexOf('.')) + ".99";
    var pins = folder.resolve("known_hosts");
    Files.writeString(
        folder.resolve("with-nobody"), Files.readString(pins).replace(worker + " ", nobody + " "));
    writeSite(
        "nobody.yaml",
        text ->
            text.replace(worker, nobody)
                .replace("knownHosts: known_hosts", "knownHosts: with-nobody"));
    refuses("nobody.yaml", 10, "HF-SSH-");

    Files.writeString(
        folder.resolve("with-other-key"), withKeysOf("w1", "s2", Files.readString(pins)));
    writeSite(
        "other-key.yaml",
        text -> text.replace("knownHosts: known_hosts", "knownHosts: with-other-key"));
    refuses("other-key.yaml", 9, "HF-SSH-003");
  }

  /// The pins with the keys of host `from` under the address of host `to`.
  private String withKeysOf(String from, String to, String pins) {
    var lines = new ArrayList<String>();
    for (var line : pins.lines().toList()) {
      if (!line.startsWith(address(to) + " ")) {
        lines.add(line);
      }
      if (line.startsWith(address(from) + " ")) {
        lines.add(line.replace(address(from) + " ", address(to) + " "));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private void refusesBundlesThatAreNotTheVendors() throws IOException {
    expect(run("bundle", "keygen", "--out", "other-keys"), 0, "bundle keygen");
    var good = bundles().file(DemoBundle.FIRST);
    var strange = run(install("site.yaml", good, folder.resolve("other-keys/trust.json")));
    assertThat(problem(strange, 9).path("id").asString("")).startsWith("HF-BND-");

    var damaged = folder.resolve("damaged.holdfast");
    for (var place : List.of(600L, Files.size(good) / 2)) {
      Files.deleteIfExists(damaged);
      Files.copy(good, damaged);
      flip(damaged, place);
      var ended =
          place == 600L
              ? run(install("site.yaml", damaged, bundles().trust()))
              : run(
                  "bundle", "verify", damaged.toString(), "--trust", bundles().trust().toString());
      assertThat(problem(ended, 9).path("id").asString("")).startsWith("HF-BND-");
    }
    Files.delete(damaged);
  }

  private static void flip(Path file, long place) throws IOException {
    try (var bytes = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(place);
      var old = bytes.read();
      bytes.seek(place);
      bytes.write(old ^ 1);
    }
  }

  @Test
  @Order(2)
  void installsAClusterThatServesThroughBothBalancers() {
    expect(
        run(install("site.yaml", bundles().file(DemoBundle.FIRST), bundles().trust())),
        0,
        "install");
    servesThroughBothBalancers();
    installed = true;
  }

  @Test
  @Order(3)
  void aSecondApplyChangesNothingAndWritesNothing() {
    assumeTrue(installed, "the install failed");
    var before = snapshots();
    var startsBefore = starts();
    var result = expect(run(arguments("apply")), 0, "apply");
    assertThat(result.path("changed").asInt(-1)).as("changed steps").isZero();
    var after = snapshots();
    before.forEach(
        (host, snapshot) -> {
          assertThat(snapshot.entries()).as("what lies on %s", host).hasSizeGreaterThan(1_000);
          assertThat(
                  snapshot.changesTo(after.getOrDefault(host, new HostSnapshot(new TreeMap<>()))))
              .as("changes on %s", host)
              .isEmpty();
        });
    assertThat(starts()).as("unit starts").isEqualTo(startsBefore);
  }

  @Test
  @Order(4)
  void anUpgradeKilledAtManyPlacesEndsAsPlanned() {
    assumeTrue(installed, "the install failed");
    var bundle = bundles().file(DemoBundle.SECOND).toString();
    var verb = arguments("upgrade", "--bundle", bundle);
    for (var place : KillPlace.chosen().toList()) {
      killAt(place, verb);
      verb = arguments("resume");
    }
    expect(run(verb), 0, "the last resume");
    expect(run(arguments("plan", "--detailed-exitcode")), 0, "plan after the upgrade");
    showsTheWantedVersionsAndOneLeader();
    servesThroughBothBalancers();
  }

  private void killAt(KillPlace place, String[] arguments) {
    var seen = new AtomicBoolean();
    var started = new CompletableFuture<Program.Running>();
    var running =
        program.start(
            event -> {
              if (place.isAt(event) && seen.compareAndSet(false, true)) {
                var _ = started.thenAccept(Program.Running::kill);
              }
            },
            with(arguments));
    started.complete(running);
    var ended = running.await();
    say("killed " + arguments[0] + " at " + place.kind() + " " + place.path());
    assertThat(seen).as("%s was reached\n%s", place, ended.errors()).isTrue();
    assertThat(ended.exitCode()).as("killed\n%s", ended.errors()).isEqualTo(137);
  }

  private void showsTheWantedVersionsAndOneLeader() {
    for (var host : hosts()) {
      assertThat(facts.versions(host))
          .as("versions on %s", host.name())
          .containsEntry("docker", "26.1.5")
          .containsEntry("consul", ConsulBuild.VERSION);
      assertThat(lab.exec(host.name(), "readlink", "/opt/holdfast/docker/current").out())
          .as("the current copy of docker on %s", host.name())
          .startsWith("26.1.5-");
    }
    var status = expect(run(arguments("status")), 0, "status");
    for (var quorum : status.path("quorums")) {
      assertThat(quorum.path("leader").asString("")).as(quorum.toString()).isNotBlank();
      assertThat(quorum.path("members").size()).as(quorum.toString()).isEqualTo(3);
    }
    var leaders =
        lab.exec("s1", "docker", "node", "ls", "--format", "{{.Hostname}} {{.ManagerStatus}}")
            .out();
    assertThat(leaders.lines().filter(line -> line.endsWith(" Leader"))).as(leaders).hasSize(1);
  }

  @Test
  @Order(5)
  void anotherMachineTakesOver() throws IOException {
    assumeTrue(installed, "the install failed");
    var access = status().access().orElseThrow();
    var other = Files.createDirectories(folder.resolve("other"));
    Files.copy(folder.resolve("vault.key"), other.resolve("vault.key"));
    var state = folder.resolve("other-state").toString();
    var attached =
        run(
            "attach",
            access.user() + "@" + address("s2"),
            "--key",
            access.keyFile(),
            "--known-hosts",
            access.knownHostsFile(),
            "--sudo-password-file",
            access.sudoPasswordFile(),
            "--jump",
            access.user() + "@" + access.jumpAddress(),
            "--into",
            other.toString(),
            "--state",
            state);
    assertThat(expect(attached, 0, "attach").path("site").asString("")).isEqualTo(LAB);
    var status = expect(run("status", "--state", state), 0, "status elsewhere");
    assertThat(status.path("hosts").size()).as(status.toString()).isEqualTo(5);
    assertThat(status.path("unfinished").asBoolean(true)).as(status.toString()).isFalse();
  }

  private JsonNode refuses(String site, int exitCode, String id) {
    var ended = run(install(site, bundles().file(DemoBundle.FIRST), bundles().trust()));
    var problem = problem(ended, exitCode);
    assertThat(problem.path("id").asString("")).as(ended.errors()).startsWith(id);
    return problem;
  }

  private static JsonNode problem(Program.Ended ended, int exitCode) {
    return expect(ended, exitCode, "a refusal").path("problems").path(0);
  }

  private static JsonNode expect(Program.Ended ended, int exitCode, String what) {
    assertThat(ended.exitCode()).as("%s\n%s", what, ended.errors()).isEqualTo(exitCode);
    return ended.result().orElseThrow();
  }

  private Program.Ended run(String... arguments) {
    var begun = System.nanoTime();
    var ended = program.start(event -> {}, with(arguments)).await();
    say(arguments[0] + " took " + (System.nanoTime() - begun) / 1_000_000_000 + " s");
    return ended;
  }

  private static List<String> with(String... arguments) {
    return Arrays.asList(arguments);
  }

  private String[] install(String site, Path bundle, Path trust) {
    return new String[] {
      "install",
      "--answers",
      site,
      "--bundle",
      bundle.toString(),
      "--trust",
      trust.toString(),
      "--state",
      folder.resolve("state").toString(),
      "--yes"
    };
  }

  private String[] arguments(String verb, String... more) {
    var all = new ArrayList<>(List.of(verb, "--site", "site.yaml"));
    all.addAll(List.of("--state", folder.resolve("state").toString(), "--yes"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private void servesThroughBothBalancers() {
    var workers = status().hosts().stream().filter(host -> host.kind() == LabHost.Kind.WORKER);
    assertThat(workers)
        .hasSize(2)
        .allSatisfy(
            worker ->
                assertThat(Load.once(worker.address(), HTTP_PORT))
                    .as(worker.name())
                    .isEqualTo(200));
  }

  private SortedMap<String, HostSnapshot> snapshots() {
    var snapshots = new TreeMap<String, HostSnapshot>();
    hosts().forEach(host -> snapshots.put(host.name(), HostSnapshot.of(lab, host.name())));
    return snapshots;
  }

  private SortedMap<String, String> starts() {
    var starts = new TreeMap<String, String>();
    for (var host : hosts()) {
      var units =
          lab.exec(
              host.name(),
              "systemctl",
              "show",
              "--property=Id,ActiveEnterTimestampMonotonic",
              "holdfast-agent.service",
              "holdfast-consul.service",
              "docker.service",
              "haproxy.service");
      starts.put(host.name(), units.out());
    }
    return starts;
  }

  private LabStatus status() {
    return lab.status();
  }

  private List<LabStatus.HostStatus> hosts() {
    return DemoSite.hosts(status());
  }

  private String address(String host) {
    return status().host(host).orElseThrow().address();
  }

  private DemoBundles bundles() {
    return built.orElseThrow();
  }

  private static Path knownHosts(LabStatus status) {
    return Path.of(status.access().orElseThrow().knownHostsFile());
  }

  /// The lab's site file with pins of its own, changed in some way.
  private void writeSite(String name, UnaryOperator<String> change) throws IOException {
    var text = Files.readString(folder.resolve("site.yaml"));
    var own = text.replace(knownHosts(status()).toString(), "known_hosts");
    var changed = change.apply(own);
    if (!name.equals("site.yaml")) {
      assertThat(changed).as(name).isNotEqualTo(own);
    }
    Files.writeString(folder.resolve(name), changed);
  }

  /// Skips with the reason where this machine cannot have practice hosts.
  private DemoBundles.Ingredients ingredients() throws IOException {
    try {
      new NeededPackages(MainJobEndToEndTest::say).ensure("true".equals(System.getenv("CI")));
      var consul = ConsulBuild.usual(MainJobEndToEndTest::say);
      consul.binary(ConsulBuild.VERSION);
      var isPrepared = Files.exists(home.resolve("agent/target/classpath"));
      assumeTrue(isPrepared, "./holdfast --version was not run, so there is no agent to bundle");
      return new DemoBundles.Ingredients(Distribution.of(home).agentRuntime(), consul.components());
    } catch (HoldfastException impossible) {
      assumeTrue(false, impossible.getMessage());
      throw impossible;
    }
  }

  /// The project's root: tests run in the module's folder.
  private static Path home() {
    return Optional.ofNullable(System.getProperty("holdfast.home"))
        .map(Path::of)
        .orElseGet(() -> Path.of("").toAbsolutePath().resolve("..").normalize());
  }

  private static void say(String text) {
    System.out.println(LocalTime.now(ZoneOffset.UTC).withNano(0) + " " + text);
  }
}
