package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.LiveTransport;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Three real Nomad servers on 127.0.0.11 to 127.0.0.13, and workers at 127.0.0.14 and 127.0.0.15
/// once they are started, with TLS and access control. Each can run one of two neighbouring
/// releases.
final class LiveNomad implements AutoCloseable {
  private static final String NETWORK = "127.0.0.1";

  private final Path earlier;
  private final Path later;
  private final Site site = Worlds.site(NETWORK);
  private final LiveProcesses processes;
  private final LiveFiles files;
  private final LiveTransport transport;

  /// The servers begin with the earlier release.
  LiveNomad(Path folder, Path earlier, Path later) throws Exception {
    this.earlier = earlier;
    this.later = later;
    this.processes = new LiveProcesses(folder);
    this.files = new LiveFiles(folder, site, true);
    var pki = new LivePki(folder, earlier, processes);
    pki.create();
    pki.issue("server", NETWORK + "1", NETWORK + "2", NETWORK + "3");
    pki.issue("client", NETWORK + "4", NETWORK + "5");
    pki.issue("cli");
    this.transport = new LiveTransport(site, Worlds::secret, host -> folder, pki.ofController());
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
    return files.data(host(host), Layout.NOMAD);
  }

  private Host host(String name) {
    return site.host(name).orElseThrow();
  }

  void startEarlier(String host) throws IOException {
    start(host, earlier);
  }

  void startLater(String host) throws IOException {
    start(host, later);
  }

  private void start(String name, Path program) throws IOException {
    var host = host(name);
    var command = new ArrayList<>(List.of(program.toString(), "agent"));
    var written = files.write(host, Layout.NOMAD, host.is(Role.SERVER) ? "server" : "client");
    written.forEach(file -> command.add("-config=" + file));
    processes.start(name, command);
  }

  void kill(String host) {
    processes.kill(host);
  }

  /// Which process a host runs, to see that nobody restarted it.
  long processOf(String host) {
    return processes.idOf(host);
  }

  @Override
  public void close() {
    processes.close();
  }
}
