package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.LiveTls;
import io.holdfast.scheduler.gate.LiveTransport;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.templates.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Three real Consul servers on 127.0.0.11 to 127.0.0.13, with mutual TLS and access control that
/// denies by default. Closing ends exactly these processes.
final class LiveConsul implements AutoCloseable {
  static final Path BINARY =
      Path.of(System.getProperty("user.home"), ".cache/holdfast/components/consul/1.15.4/consul");
  private static final String NETWORK = "127.0.0.1";

  private final Path folder;
  private final String gossipKey;
  private final Map<String, Process> processes = new TreeMap<>();
  private final Site site = Worlds.site(NETWORK);
  private final LiveTransport transport;

  LiveConsul(Path folder) throws Exception {
    this.folder = folder;
    run("tls", "ca", "create");
    run(
        "tls",
        "cert",
        "create",
        "-server",
        "-additional-ipaddress=" + NETWORK + "1",
        "-additional-ipaddress=" + NETWORK + "2",
        "-additional-ipaddress=" + NETWORK + "3");
    run("tls", "cert", "create", "-client");
    this.gossipKey = run("keygen").strip();
    this.transport =
        new LiveTransport(
            site,
            Worlds::secret,
            host -> folder,
            LiveTls.of(
                folder.resolve("consul-agent-ca.pem"),
                folder.resolve("dc1-client-consul-0.pem"),
                folder.resolve("dc1-client-consul-0-key.pem")));
    for (var host : List.of("s1", "s2", "s3")) {
      start(host);
    }
  }

  World world(Map<String, String> parameters) {
    return Worlds.of(site, transport, new LiveTransport.RealClock(), parameters);
  }

  /// The agents carry their tokens from the start, as installed hosts do.
  void start(String host) throws IOException {
    var address = NETWORK + host.substring(1);
    var config =
        """
        {"node_name":"HOST","server":true,"bootstrap_expect":3,"bind_addr":"ADDRESS","client_addr":"ADDRESS",
         "data_dir":"FOLDER/HOST","encrypt":"GOSSIP","disable_update_check":true,
         "retry_join":["127.0.0.11","127.0.0.12","127.0.0.13"],"retry_interval":"1s",
         "ports":{"http":-1,"https":8501,"grpc":-1,"grpc_tls":-1,"dns":-1,"serf_wan":-1},
         "performance":{"raft_multiplier":1},
         "tls":{"defaults":{"ca_file":"FOLDER/consul-agent-ca.pem","cert_file":"FOLDER/dc1-server-consul-0.pem",
           "key_file":"FOLDER/dc1-server-consul-0-key.pem","verify_incoming":true,"verify_outgoing":true},
          "internal_rpc":{"verify_server_hostname":true}},
         "acl":{"enabled":true,"default_policy":"deny","tokens":{"agent":"AGENT","default":"DEFAULT"}}}
        """
            .replace("HOST", host)
            .replace("ADDRESS", address)
            .replace("FOLDER", folder.toString())
            .replace("GOSSIP", gossipKey)
            .replace("AGENT", Worlds.secret("consul.token.agent").reveal())
            .replace("DEFAULT", Worlds.secret("consul.token.default").reveal());
    var file = Files.writeString(folder.resolve(host + ".json"), config);
    var log = ProcessBuilder.Redirect.appendTo(folder.resolve(host + ".log").toFile());
    processes.put(
        host,
        new ProcessBuilder(BINARY.toString(), "agent", "-config-file=" + file)
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start());
  }

  /// As a power cut would: no farewell.
  void kill(String host) {
    var process = processes.remove(host);
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  @Override
  public void close() {
    for (var host : List.copyOf(processes.keySet())) {
      kill(host);
    }
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(BINARY.toString()));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    var output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
    return output;
  }
}
