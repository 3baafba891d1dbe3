package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.LiveTls;
import io.holdfast.scheduler.gate.LiveTransport;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.templates.site.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Three real Nomad servers on 127.0.0.11 to 127.0.0.13, with TLS and access control. Each can run
/// one of two neighbouring releases. Closing ends exactly these processes.
final class LiveNomad implements AutoCloseable {
  private static final String NETWORK = "127.0.0.1";

  private final Path folder;
  private final Path earlier;
  private final Path later;
  private final String gossipKey;
  private final Map<String, Process> processes = new TreeMap<>();
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
    return folder.resolve(host).resolve("server").resolve("raft");
  }

  Path nodeId(String host) {
    return folder.resolve(host).resolve("server").resolve("node-id");
  }

  void startEarlier(String host) throws IOException {
    start(host, earlier);
  }

  void startLater(String host) throws IOException {
    start(host, later);
  }

  private void start(String host, Path binary) throws IOException {
    var config =
        """
        {"name":"HOST","region":"global","data_dir":"FOLDER/HOST","bind_addr":"ADDRESS",
         "advertise":{"http":"ADDRESS","rpc":"ADDRESS","serf":"ADDRESS"},
         "disable_update_check":true,"leave_on_interrupt":false,"leave_on_terminate":false,
         "acl":{"enabled":true},
         "tls":{"http":true,"rpc":true,"ca_file":"FOLDER/nomad-agent-ca.pem",
          "cert_file":"FOLDER/global-server-nomad.pem","key_file":"FOLDER/global-server-nomad-key.pem",
          "verify_server_hostname":true,"verify_https_client":false},
         "server":{"enabled":true,"bootstrap_expect":3,"encrypt":"GOSSIP",
          "server_join":{"retry_join":["127.0.0.11","127.0.0.12","127.0.0.13"],"retry_interval":"1s"}},
         "autopilot":{"cleanup_dead_servers":true,"min_quorum":3,"server_stabilization_time":"3s"}}
        """
            .replace("HOST", host)
            .replace("ADDRESS", NETWORK + host.substring(1))
            .replace("FOLDER", folder.toString())
            .replace("GOSSIP", gossipKey);
    var file = Files.writeString(folder.resolve(host + ".json"), config);
    var log = ProcessBuilder.Redirect.appendTo(folder.resolve(host + ".log").toFile());
    processes.put(
        host,
        new ProcessBuilder(binary.toString(), "agent", "-config=" + file)
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

  /// Which process a host runs, to see that nobody restarted it.
  long processOf(String host) {
    return Optional.ofNullable(processes.get(host)).map(Process::pid).orElse(-1L);
  }

  @Override
  public void close() {
    for (var host : List.copyOf(processes.keySet())) {
      kill(host);
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
