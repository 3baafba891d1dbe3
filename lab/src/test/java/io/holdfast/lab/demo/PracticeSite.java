package io.holdfast.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lab.host.LabHost;
import io.holdfast.lab.host.LabShape;
import io.holdfast.lab.host.LabStatus;
import io.holdfast.lab.host.PracticeLab;
import io.holdfast.lab.host.SystemCommand;
import io.holdfast.lab.load.Load;
import io.holdfast.templates.site.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/// A site on practice hosts of its own, and the program that manages it.
final class PracticeSite {
  /// Of the main story.
  static final String NAME = "e2e";

  private static final int HTTP_PORT = 80;

  private final String name;
  private final Path folder;
  private final PracticeLab lab;
  private final HostFacts facts;
  private final Program program;

  /// `name` is that of the site and of its lab; `program` is the tar that an administrator unpacks.
  PracticeSite(String name, Path folder, Path program) throws IOException {
    this.name = name;
    this.folder = folder;
    this.lab = PracticeLab.named(name, PracticeSite::say);
    this.facts = new HostFacts(lab);
    SystemCommand.run("rm", "-rf", folder.toString());
    var unpacked = Files.createDirectories(folder.resolve("program"));
    SystemCommand.run(
        "tar", "-xf", program.toString(), "-C", unpacked.toString(), "--strip-components=1");
    this.program = Program.at(unpacked.resolve("bin/holdfast"), folder);
  }

  /// Boots fresh hosts and writes their site file, with pins of its own beside it.
  void boot(Engine engine) throws IOException {
    boot(engine, LabShape.usual(name));
  }

  void boot(Engine engine, LabShape shape) throws IOException {
    lab.down();
    var status = lab.up(shape);
    Files.copy(knownHosts(), folder.resolve("known_hosts"));
    DemoSite.write(folder, status, name, engine);
    var text = Files.readString(folder.resolve("site.yaml"));
    Files.writeString(
        folder.resolve("site.yaml"), text.replace(knownHosts().toString(), "known_hosts"));
  }

  void remove() {
    lab.down();
  }

  Path folder() {
    return folder;
  }

  Program program() {
    return program;
  }

  PracticeLab lab() {
    return lab;
  }

  HostFacts facts() {
    return facts;
  }

  Administrator administrator() {
    return new Administrator(List.of("--site", "site.yaml"), folder.resolve("state").toString());
  }

  /// Takes the site over from its server s2, into a folder and a state of the name `there`.
  Administrator attachElsewhere(String there) throws IOException {
    var access = lab.status().access().orElseThrow();
    var other = Files.createDirectories(folder.resolve(there));
    Files.copy(folder.resolve("vault.key"), other.resolve("vault.key"));
    var taken = new Administrator(List.of(), folder.resolve(there + "-state").toString());
    var ended =
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
            taken.state());
    assertThat(expect(ended, 0, "attach").path("site").asString("")).isEqualTo(name);
    return taken;
  }

  /// Ends everything that runs as the login, on every host and the jump host, at once.
  void cutSessions() {
    var user = lab.status().access().orElseThrow().user();
    for (var host : lab.status().hosts()) {
      lab.exec(host.name(), "pkill", "-KILL", "-u", user);
    }
  }

  /// Writes the site file, changed in some way, beside it.
  void writeChanged(String name, UnaryOperator<String> change) throws IOException {
    var text = Files.readString(folder.resolve("site.yaml"));
    var changed = change.apply(text);
    assertThat(changed).as(name).isNotEqualTo(text);
    Files.writeString(folder.resolve(name), changed);
  }

  /// Writes a site file of this name by which host `to` should have the keys of host `from`.
  void writeWithKeyOf(String from, String to, String name) throws IOException {
    var lines = new ArrayList<String>();
    for (var line : Files.readAllLines(folder.resolve("known_hosts"))) {
      if (!line.startsWith(address(to) + " ")) {
        lines.add(line);
      }
      if (line.startsWith(address(from) + " ")) {
        lines.add(line.replace(address(from) + " ", address(to) + " "));
      }
    }
    Files.write(folder.resolve("with-other-key"), lines);
    writeChanged(
        name, text -> text.replace("knownHosts: known_hosts", "knownHosts: with-other-key"));
  }

  String[] install(String site, Path bundle, Path trust) {
    return new Administrator(List.of("--answers", site), folder.resolve("state").toString())
        .verb("install", "--bundle", bundle.toString(), "--trust", trust.toString());
  }

  Program.Running start(Consumer<JsonNode> events, String... arguments) {
    return program.start(events, Arrays.asList(arguments));
  }

  Program.Ended run(String... arguments) {
    var begun = System.nanoTime();
    var ended = start(event -> {}, arguments).await();
    var seconds = (System.nanoTime() - begun) / 1_000_000_000;
    say(arguments[0] + " ended with " + ended.exitCode() + " after " + seconds + " s");
    return ended;
  }

  static JsonNode expect(Program.Ended ended, int exitCode, String what) {
    assertThat(ended.exitCode()).as("%s\n%s", what, ended.errors()).isEqualTo(exitCode);
    return ended.result().orElseThrow();
  }

  /// The first problem of a run that ends with this exit code and an id that starts so.
  static JsonNode refusal(Program.Ended ended, int exitCode, String id) {
    var problem = expect(ended, exitCode, "a refusal").path("problems").path(0);
    say("  " + problem.path("id").asString("") + " " + problem.path("what").asString(""));
    assertThat(problem.path("id").asString("")).as(ended.errors()).startsWith(id);
    return problem;
  }

  List<LabStatus.HostStatus> hosts() {
    return DemoSite.hosts(lab.status());
  }

  String address(String host) {
    return lab.status().host(host).orElseThrow().address();
  }

  /// The fingerprint of a host's key, as a person reads it at the host's console.
  String fingerprint(String host) {
    var line = lab.exec(host, "ssh-keygen", "-lf", "/etc/ssh/ssh_host_ed25519_key.pub").out();
    return line.split(" ")[1];
  }

  Path knownHosts() {
    return Path.of(lab.status().access().orElseThrow().knownHostsFile());
  }

  void servesThroughBothBalancers() {
    var workers = hosts().stream().filter(host -> host.kind() == LabHost.Kind.WORKER);
    assertThat(workers)
        .hasSize(2)
        .allSatisfy(
            worker ->
                assertThat(Load.once(worker.address(), HTTP_PORT))
                    .as(worker.name())
                    .isEqualTo(200));
  }

  /// Waits until every host is there, all units run and every quorum is whole.
  void awaitWhole() {
    awaitWhole(administrator());
  }

  /// The same as somebody else sees it; gives the status that says so.
  JsonNode awaitWhole(Administrator who) {
    var last = "";
    for (var attempt = 0; attempt < 20; attempt++) {
      var ended = run(who.verb("status"));
      if (ended.exitCode() == 0 && Operator.isWhole(ended.result().orElseThrow())) {
        return ended.result().orElseThrow();
      }
      last = ended.result().map(JsonNode::toString).orElse(ended.errors());
    }
    throw new AssertionError("the cluster did not become whole: " + last);
  }

  SortedMap<String, HostSnapshot> snapshots() {
    var snapshots = new TreeMap<String, HostSnapshot>();
    hosts().forEach(host -> snapshots.put(host.name(), HostSnapshot.of(lab, host.name())));
    return snapshots;
  }

  /// What differs on the hosts, as lines that begin with the host.
  static List<String> differences(
      SortedMap<String, HostSnapshot> some, SortedMap<String, HostSnapshot> others) {
    assertThat(others.keySet()).isEqualTo(some.keySet());
    var differences = new ArrayList<String>();
    some.forEach(
        (host, snapshot) -> {
          assertThat(snapshot.entries()).as("what lies on %s", host).hasSizeGreaterThan(1_000);
          var other = java.util.Objects.requireNonNull(others.get(host));
          snapshot.changesTo(other).forEach(change -> differences.add(host + " " + change));
        });
    return differences;
  }

  static SortedMap<String, HostSnapshot> asStanding(SortedMap<String, HostSnapshot> snapshots) {
    var standing = new TreeMap<String, HostSnapshot>();
    snapshots.forEach((host, snapshot) -> standing.put(host, snapshot.asStanding()));
    return standing;
  }

  /// When the main units of each host were started.
  SortedMap<String, String> starts() {
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

  static void say(String text) {
    System.out.println(LocalTime.now(ZoneOffset.UTC).withNano(0) + " " + text);
  }
}
