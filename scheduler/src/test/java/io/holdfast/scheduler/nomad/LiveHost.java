package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.LiveTransport;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One real Consul and one real Nomad, server and worker in one, as on a site of one host. Members
/// would meet at 127.0.0.16, requests are taken at 127.0.0.1 as on every host.
final class LiveHost implements AutoCloseable {
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

  private final Path consul;
  private final Path nomad;
  private final Site site = at("127.0.0.16");
  private final LiveProcesses processes;
  private final LiveFiles files;
  private final String authority;
  private final LiveTransport transport;

  LiveHost(Path folder, Path consul, Path nomad) throws Exception {
    this.consul = consul;
    this.nomad = nomad;
    this.processes = new LiveProcesses(folder);
    this.files = new LiveFiles(folder, site, false);
    var pki = new LivePki(folder, nomad, processes);
    pki.create();
    pki.issue("server", "127.0.0.16", "server.dc1.consul");
    pki.issue("cli");
    this.authority = Files.readString(folder.resolve("ca.pem"));
    this.transport =
        new LiveTransport(at("127.0.0.1"), Worlds::secret, host -> folder, pki.ofController());
  }

  /// With an address that no site file may hold.
  private static Site at(String address) {
    var host = PLANNED.hosts().getFirst();
    return new Site(
        PLANNED.site(),
        PLANNED.contact(),
        PLANNED.engine(),
        PLANNED.access(),
        PLANNED.vault(),
        List.of(new Host(host.name(), address, host.roles(), host.zone())),
        PLANNED.network(),
        PLANNED.places(),
        PLANNED.upgrade());
  }

  void startConsul() throws IOException {
    start(Layout.CONSUL, consul, "-config-file=");
  }

  void startNomad() throws IOException {
    start(Layout.NOMAD, nomad, "-config=");
  }

  private void start(String component, Path program, String option) throws IOException {
    var command = new ArrayList<>(List.of(program.toString(), "agent"));
    for (var file : files.write(site.hosts().getFirst(), component, "server")) {
      command.add(option + file);
    }
    processes.start(component, command);
  }

  World world(Map<String, String> parameters) {
    return Worlds.of(site, transport, new LiveTransport.RealClock(), this::secret, parameters);
  }

  /// The authority is the real one, for Consul reads it.
  private Secret secret(String name) {
    return name.equals(SecretNames.CA_CERTIFICATE) ? Secret.of(authority) : Worlds.secret(name);
  }

  /// What Consul answers to whoever has the management token.
  String consul(String path) {
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
