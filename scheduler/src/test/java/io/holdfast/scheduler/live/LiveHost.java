package io.holdfast.scheduler.live;

import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.SecretNames;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// One real Consul and one real Nomad, server and worker in one, as on a site of one host. Members
/// would meet at 127.0.0.16, requests are taken at 127.0.0.1 as on every host.
public final class LiveHost implements AutoCloseable {
  private static final Site PLANNED =
      SiteReader.read(
          "site.yaml",
          """
          site: acme
          engine: nomad
          access: {user: ops, keyFile: id, sudo: password}
          vault: {keyFile: vault.key}
          hosts:
            - {name: h1, address: 10.0.0.16, roles: [server, worker]}
          """);

  private final LiveReleases.Release consul;
  private final LiveReleases.Release nomad;
  private final Site site = at("127.0.0.16");
  private final LiveProcesses processes;
  private final LiveFiles files;
  private final String authority;
  private final LiveTransport transport;

  public LiveHost(Path folder, LiveReleases.Release consul, LiveReleases.Release nomad)
      throws Exception {
    this.consul = consul;
    this.nomad = nomad;
    this.processes = new LiveProcesses(folder);
    this.files = new LiveFiles(folder, site, false);
    var pki = new LivePki(folder, processes);
    pki.create();
    pki.issue("server", "server.global.nomad", "server.dc1.consul", "127.0.0.16");
    pki.issue("cli");
    this.authority = Files.readString(folder.resolve("ca.pem"));
    this.transport =
        new LiveTransport(at("127.0.0.1"), Worlds::secret, host -> folder, pki.ofController());
  }

  /// With an address that no site file may hold.
  private static Site at(String address) {
    var host = PLANNED.hosts().getFirst();
    return PLANNED.withHosts(List.of(new Host(host.name(), address, host.roles(), host.zone())));
  }

  public void startConsul() throws IOException {
    start(Layout.CONSUL, consul);
  }

  public void startNomad() throws IOException {
    start(Layout.NOMAD, nomad);
  }

  private void start(String component, LiveReleases.Release release) throws IOException {
    var host = site.hosts().getFirst();
    processes.start(component, files.command(release.program(), host, component, "server"));
  }

  public World world(Map<String, String> parameters) {
    return Worlds.of(site, transport, new LiveTransport.RealClock(), this::secret, parameters);
  }

  /// The authority is the real one, for Consul reads it.
  private Secret secret(String name) {
    return name.equals(SecretNames.CA_CERTIFICATE) ? Secret.of(authority) : Worlds.secret(name);
  }

  /// What Consul answers to whoever has the management token.
  public String consul(String path) {
    var endpoint = new ApiAsk.Endpoint.Https(Layout.CONSUL_HTTPS_PORT, "localhost");
    var ask =
        ApiAsk.get("h1", endpoint, path).withToken("X-Consul-Token", "consul.token.management");
    return transport.send(ask).body();
  }

  @Override
  public void close() {
    processes.close();
  }
}
