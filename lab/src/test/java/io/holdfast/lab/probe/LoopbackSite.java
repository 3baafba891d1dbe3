package io.holdfast.lab.probe;

import io.holdfast.agent.host.SystemClock;
import io.holdfast.installer.host.ApiBodies;
import io.holdfast.installer.host.BodyFolder;
import io.holdfast.installer.vault.SiteSecrets;
import io.holdfast.installer.vault.Vault;
import io.holdfast.lab.host.FileLocks;
import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.host.StepResult;
import io.holdfast.scheduler.port.HostGateway;
import io.holdfast.templates.render.GeneratedFile;
import io.holdfast.templates.render.HostModel;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Secret;
import io.holdfast.templates.vendor.VendorSettings;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A site of one server, at 127.0.0.21, and one worker of Nomad, at 127.0.0.22: real Consul and
/// real Nomad with the files, certificates and secrets that an installation makes. Only paths
/// differ, and the address where the worker takes requests.
final class LoopbackSite implements Reach, HostGateway, AutoCloseable {
  private static final Site PLANNED =
      SiteReader.read(
          "site.yaml",
          """
          site: acme
          engine: nomad
          access: {user: ops, keyFile: id, sudo: password}
          vault: {keyFile: vault.key}
          hosts:
            - {name: s1, address: 10.0.0.1, roles: [server]}
            - {name: w1, address: 10.0.0.2, roles: [worker]}
          """);

  private static final Path LOCK =
      Path.of(System.getProperty("java.io.tmpdir"), "holdfast-loopback-site.lock");

  private final Path folder;
  private final Map<String, Path> programs;
  private final UnaryOperator<String> change;
  private final Site site = atLoopback();
  private final Vault vault;
  private final List<Process> processes = new ArrayList<>();
  private final LoopbackApi api;
  private Optional<Closeable> alone = Optional.empty();

  /// `programs` are Consul and Nomad by their names, as `<version>/<name>`; `change` is made in
  /// every configuration.
  LoopbackSite(Path folder, Map<String, Path> programs, UnaryOperator<String> change) {
    this(
        folder,
        programs,
        change,
        new SiteSecrets(new SecureRandom(), Instant.now())
            .complete(atLoopback(), Vault.empty("acme-1")));
  }

  /// The same with secrets that were made before.
  LoopbackSite(Path folder, Map<String, Path> programs, UnaryOperator<String> change, Vault vault) {
    this.folder = folder;
    this.programs = programs;
    this.change = change;
    this.vault = vault;
    this.api = new LoopbackApi(vault);
  }

  static Site atLoopback() {
    var hosts =
        PLANNED.hosts().stream()
            .map(
                host ->
                    new Host(
                        host.name(),
                        host.address().replace("10.0.0.", "127.0.0.2"),
                        host.roles(),
                        host.zone()))
            .toList();
    return PLANNED.withHosts(hosts);
  }

  Site site() {
    return site;
  }

  Vault vault() {
    return vault;
  }

  /// Starts everything as an installation does, in its order. Addresses and ports are the same for
  /// each of these sites, so another process waits until this one is closed.
  void start() throws IOException {
    alone = Optional.of(FileLocks.hold(LOCK));
    start("s1", Layout.CONSUL);
    met("consul.formed");
    perform("consul.bootstrap-acl");
    start("s1", Layout.NOMAD);
    met("nomad.formed");
    met("nomad.keyring-ready");
    perform("nomad.bootstrap-acl");
    start("w1", Layout.NOMAD);
  }

  /// By this secret a worker shows its servers that it is itself.
  Secret nodeSecret() throws IOException {
    var file = root("w1").resolve("var/nomad/client/secret-id");
    for (var look = 0; look < 120 && !Files.exists(file); look++) {
      pause();
    }
    return Secret.of(Files.readString(file).strip());
  }

  private Path root(String host) {
    return folder.resolve(host);
  }

  private void start(String name, String component) throws IOException {
    var host = site.host(name).orElseThrow();
    var program = programs.getOrDefault(component, Path.of(component));
    var version = String.valueOf(program.toAbsolutePath().resolveSibling("").getFileName());
    var model = HostModel.of(site, host, VendorSettings.none(), Map.of(component, version));
    var files = new Renderer().files(model, component);
    var option = component.equals(Layout.NOMAD) ? "-config=" : "-config-file=";
    var command = new ArrayList<>(List.of(program.toString(), "agent"));
    command.add(option + write(host, component + ".json", files.copyFiles().getFirst()));
    for (var file : files.placedFiles()) {
      if (file.path().startsWith("/etc/holdfast/")) {
        var written = write(host, file.path().substring(1), file);
        if (file.path().endsWith("/secrets.json")) {
          command.add(option + written);
        }
      }
    }
    var log = folder.resolve(name + "-" + component + ".log").toFile();
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start());
  }

  private Path write(Host host, String name, GeneratedFile file) throws IOException {
    var path = root(host.name()).resolve(name);
    Files.createDirectories(path.resolveSibling(""));
    return Files.writeString(path, change.apply(local(host, file)));
  }

  private String local(Host host, GeneratedFile file) {
    var text =
        file.text()
            .resolve(vault::secret)
            .reveal()
            .replace("/etc/holdfast/", root(host.name()) + "/etc/holdfast/")
            .replace(site.places().data() + "/", root(host.name()) + "/var/")
            // The interface of the loopback carries one of its many addresses by name.
            .replace("^" + host.address().replace(".", "[.]"), "^127[.]0[.]0[.]1");
    return host.is(Role.SERVER)
        ? text
        : text.replace("\"http\" : \"127.0.0.1\"", "\"http\" : \"" + host.address() + "\"");
  }

  World world(Map<String, String> parameters) {
    return new World(site, api, this, new SystemClock(), vault, parameters);
  }

  /// What an operation of a run may use that saves states in a folder.
  World world(BodyFolder folder) {
    return world(Map.of()).withFiles(new ApiBodies(api, vault, folder));
  }

  private void met(String gate) {
    var asked = world(Map.of("host", "s1", "plannedVoters", "1"));
    Verdict verdict = Gates.named(gate).judge(asked);
    for (var look = 0; look < 360 && !(verdict instanceof Verdict.Met); look++) {
      requireRunning(gate);
      pause();
      verdict = Gates.named(gate).judge(asked);
    }
    if (!(verdict instanceof Verdict.Met)) {
      throw new AssertionError(gate + ": " + verdict.why());
    }
  }

  private void requireRunning(String gate) {
    for (var process : processes) {
      if (!process.isAlive()) {
        throw new AssertionError(
            gate
                + ": "
                + process.info().commandLine().orElse("a process")
                + " ended with "
                + process.exitValue()
                + ", see the logs in "
                + folder);
      }
    }
  }

  private void perform(String operation) {
    Operations.named(operation).perform(world(Map.of()));
  }

  /// Through a process, as into a practice host.
  @Override
  public Socket requests(String host, int port) throws IOException {
    return Relay.through(Relay.toLoopback(port));
  }

  @Override
  public Socket members(String host, int port) throws IOException {
    return new Socket(site.host(host).orElseThrow().address(), port);
  }

  @Override
  public HostReading read(String host, ReadRequest request) {
    throw new IllegalStateException("no host is read here");
  }

  @Override
  public StepResult step(String host, StepRequest request) {
    throw new IllegalStateException("no host is changed here");
  }

  @Override
  public LeaseAnswer lease(String host, LeaseRequest request) {
    throw new IllegalStateException("no lock is taken here");
  }

  private static void pause() {
    new SystemClock().sleepMs(500);
  }

  @Override
  public void close() throws IOException {
    processes.forEach(process -> process.destroyForcibly().onExit().join());
    if (alone.isPresent()) {
      alone.get().close();
    }
  }
}
