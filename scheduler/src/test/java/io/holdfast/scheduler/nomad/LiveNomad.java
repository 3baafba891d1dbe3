package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.LiveTls;
import io.holdfast.scheduler.gate.LiveTransport;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.templates.render.HostModel;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.render.SecretNames;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Secret;
import io.holdfast.templates.text.SecretText;
import io.holdfast.templates.vendor.NomadSettings;
import io.holdfast.templates.vendor.VendorSettings;
import io.holdfast.templates.yaml.YamlBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Three real Nomad servers on 127.0.0.11 to 127.0.0.13, and workers at 127.0.0.14 and 127.0.0.15
/// once they are started, with TLS and access control. Each can run one of two neighbouring
/// releases. Closing ends exactly these processes and what they started.
final class LiveNomad implements AutoCloseable {
  private static final String NETWORK = "127.0.0.1";

  private final Path folder;
  private final Path earlier;
  private final Path later;
  private final String gossipKey;
  private final Map<String, Process> processes = new TreeMap<>();
  private final Set<ProcessHandle> children = new HashSet<>();
  private final Site site = Worlds.site(NETWORK);
  private final LiveTransport transport;

  /// All begin with the earlier release.
  LiveNomad(Path folder, Path earlier, Path later) throws Exception {
    this.folder = folder;
    this.earlier = earlier;
    this.later = later;
    run("tls", "ca", "create");
    run(
        "tls",
        "cert",
        "create",
        "-server",
        "-additional-ipaddress=" + NETWORK + "1",
        "-additional-ipaddress=" + NETWORK + "2",
        "-additional-ipaddress=" + NETWORK + "3");
    run(
        "tls",
        "cert",
        "create",
        "-client",
        "-additional-ipaddress=" + NETWORK + "4",
        "-additional-ipaddress=" + NETWORK + "5");
    run("tls", "cert", "create", "-cli");
    this.gossipKey = run("operator", "gossip", "keyring", "generate").strip();
    this.transport =
        new LiveTransport(
            site,
            Worlds::secret,
            host -> folder,
            LiveTls.of(
                folder.resolve("nomad-agent-ca.pem"),
                folder.resolve("global-cli-nomad.pem"),
                folder.resolve("global-cli-nomad-key.pem")));
    for (var host : List.of("s1", "s2", "s3")) {
      start(host, earlier);
    }
  }

  World world(Map<String, String> parameters) {
    return Worlds.of(site, transport, new LiveTransport.RealClock(), parameters);
  }

  /// The host's data of raft, which an undo sets aside.
  Path raft(String host) {
    return data(host).resolve("server").resolve("raft");
  }

  Path nodeId(String host) {
    return data(host).resolve("server").resolve("node-id");
  }

  private Path data(String host) {
    return folder.resolve(host);
  }

  void startEarlier(String host) throws IOException {
    start(host, earlier);
  }

  void startLater(String host) throws IOException {
    start(host, later);
  }

  /// From the files that are generated for the host, with the paths and addresses of this machine
  /// in them.
  private void start(String host, Path binary) throws IOException {
    var model =
        HostModel.of(
            site,
            site.host(host).orElseThrow(),
            VendorSettings.none().withNomad(tasksWithoutContainers()),
            Map.of(Layout.NOMAD, "2.0.5"));
    var files = new Renderer().files(model, Layout.NOMAD);
    var config = here(model, files.copyFiles().getFirst().text());
    var secrets =
        files.placedFiles().stream()
            .filter(file -> file.path().endsWith("/secrets.json"))
            .findFirst()
            .orElseThrow();
    var command =
        List.of(
            binary.toString(),
            "agent",
            "-config=" + Files.writeString(folder.resolve(host + ".json"), config),
            "-config="
                + Files.writeString(
                    folder.resolve(host + "-secrets.json"), here(model, secrets.text())));
    var log = ProcessBuilder.Redirect.appendTo(folder.resolve(host + ".log").toFile());
    processes.put(
        host, new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start());
  }

  private static NomadSettings tasksWithoutContainers() {
    return YamlBinder.read(
            "nomad.yaml",
            "config: {plugin: {raw_exec: [{config: [{enabled: true}]}]}}",
            NomadSettings.class)
        .value();
  }

  private String here(HostModel model, SecretText text) {
    var kind = model.host().is(Role.SERVER) ? "server" : "client";
    var address = model.host().address();
    return text.resolve(this::secret)
        .reveal()
        .replace("/etc/holdfast/nomad/ca.pem", folder + "/nomad-agent-ca.pem")
        .replace("/etc/holdfast/nomad/host.pem", folder + "/global-" + kind + "-nomad.pem")
        .replace("/etc/holdfast/nomad/host.key", folder + "/global-" + kind + "-nomad-key.pem")
        .replace(Layout.nomadData(site.places().data()), data(model.host().name()).toString())
        .replace("\"http\" : \"127.0.0.1\"", "\"http\" : \"" + address + "\"")
        // The interface of the loopback carries one of its many addresses by name.
        .replace("^" + address.replace(".", "[.]"), "^127[.]0[.]0[.]1")
        .replace(
            "\"server_stabilization_time\" : \"10s\"", "\"server_stabilization_time\" : \"3s\"");
  }

  private Secret secret(String name) {
    return name.equals(SecretNames.NOMAD_GOSSIP) ? Secret.of(gossipKey) : Worlds.secret(name);
  }

  /// As a power cut would: no farewell. What runs for tasks goes on.
  void kill(String host) {
    var process = processes.remove(host);
    if (process != null) {
      process.descendants().forEach(children::add);
      process.destroyForcibly().onExit().join();
    }
  }

  /// Which process a host runs, to see that nobody restarted it.
  long processOf(String host) {
    return Optional.ofNullable(processes.get(host)).map(Process::pid).orElse(-1L);
  }

  @Override
  public void close() {
    for (var host : List.copyOf(processes.keySet())) {
      kill(host);
    }
    children.forEach(ProcessHandle::destroyForcibly);
    unmount();
  }

  /// A worker that runs as root mounts a small file system for the secrets of each task, and leaves
  /// it behind when it is killed.
  private void unmount() {
    try {
      var mounts =
          Files.readAllLines(Path.of("/proc/mounts")).stream()
              .map(line -> line.split(" ")[1])
              .filter(mount -> mount.startsWith(folder + "/"))
              .toList();
      for (var mount : mounts.reversed()) {
        new ProcessBuilder("umount", "--lazy", mount).start().waitFor();
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(earlier.toString()));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
    return output;
  }
}
