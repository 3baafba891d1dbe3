package io.holdfast.scheduler.live;

import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiFiles;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Three real servers of Consul or Nomad on 127.0.0.11 to 127.0.0.13, and workers of Nomad at
/// 127.0.0.14 and 127.0.0.15 once they are started: with TLS and access control, from the files
/// that are generated for hosts. Each can run one of two neighbouring releases.
public final class LiveCluster implements AutoCloseable {
  private static final String NETWORK = "127.0.0.1";
  private static final Pattern OF_MEMBERS =
      Pattern.compile("serf|memberlist|autopilot|server event|updating configuration|election");

  private final String component;
  private final LiveReleases.Pair releases;
  private final Site site = Worlds.site(NETWORK);
  private final LiveProcesses processes;
  private final LiveFiles files;
  private final LiveTransport transport;

  /// The servers begin with the earlier release.
  public LiveCluster(Path folder, String component, LiveReleases.Pair releases) throws Exception {
    this.component = component;
    this.releases = releases;
    this.processes = new LiveProcesses(folder);
    this.files = new LiveFiles(folder, site, true);
    var pki = new LivePki(folder, processes);
    pki.create();
    pki.issue(
        "server",
        "server.global.nomad",
        "server.dc1.consul",
        NETWORK + "1",
        NETWORK + "2",
        NETWORK + "3");
    pki.issue("client", "client.global.nomad", "client.dc1.consul", NETWORK + "4", NETWORK + "5");
    pki.issue("cli");
    this.transport = new LiveTransport(site, Worlds::secret, host -> folder, pki.ofController());
    for (var host : site.servers()) {
      start(host.name(), releases.earlier());
    }
  }

  public LiveReleases.Release earlier() {
    return releases.earlier();
  }

  public LiveReleases.Release later() {
    return releases.later();
  }

  public World world(Map<String, String> parameters) {
    return Worlds.of(site, transport, new LiveTransport.RealClock(), parameters);
  }

  /// Where snapshots go.
  public ApiFiles files(Path folder) {
    return new LiveBodies(transport, folder);
  }

  /// The host's data of raft, which an undo sets aside.
  public Path raft(String host) {
    return members(host).resolve("raft");
  }

  public Path nodeId(String host) {
    return members(host).resolve("node-id");
  }

  private Path members(String host) {
    var data = files.data(host(host), component);
    return component.equals(Layout.NOMAD) ? data.resolve("server") : data;
  }

  private Host host(String name) {
    return site.host(name).orElseThrow();
  }

  public void start(String name, LiveReleases.Release release) throws IOException {
    var host = host(name);
    var kind = host.is(Role.SERVER) ? "server" : "client";
    processes.start(name, files.command(release.program(), host, component, kind));
  }

  /// What each server wrote lately about its members.
  String lately() {
    return site.servers().stream()
        .map(host -> host.name() + ":\n" + processes.lately(host.name(), OF_MEMBERS))
        .collect(Collectors.joining());
  }

  /// Where every worker finds its network plugins.
  public Path plugins() {
    return files.folder().resolve(Layout.CNI);
  }

  /// The process looks anew at what it read when it was started.
  public void readAgain(String host) throws IOException, InterruptedException {
    processes.signal(host, "HUP");
  }

  /// As a power cut would.
  public void kill(String host) {
    processes.kill(host);
  }

  /// The process stays, and does nothing any more.
  public void freeze(String host) throws IOException, InterruptedException {
    processes.signal(host, "STOP");
  }

  public void thaw(String host) throws IOException, InterruptedException {
    processes.signal(host, "CONT");
  }

  /// Which processes hosts run, to see that nobody restarted them.
  public List<Long> processesOf(List<String> hosts) {
    return hosts.stream().map(processes::idOf).toList();
  }

  @Override
  public void close() {
    processes.close();
  }
}
