package io.holdfast.lab.demo;

import io.holdfast.bundle.build.Examples;
import io.holdfast.lab.component.ConsulBuild;
import io.holdfast.lab.load.Observer;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import java.util.List;
import java.util.stream.Stream;

/// Docker 20.10.24 becomes 26.1.5 on every host; Consul and HAProxy get another configuration.
///
/// The canaries are configurations that the products' own checks accept, or that only show at run
/// time: a storage driver that Docker does not know; a Consul server that gives nobody time for a
/// TLS handshake, so that it runs but hears no leader; a Consul server that ends after a while.
record SwarmStory(String consul) implements DemoStory {
  private static final int HTTP_PORT = 80;

  private static final List<WordChange> COMMON =
      List.of(
          new WordChange("appliance: shop", "appliance: demo"),
          new WordChange(
              "environment: {GREETING: hello}",
              "environment: {GREETING: hello, DOWNLOAD_PAUSE: \"0.25\"}"));

  /// From release 26 on Docker's client is a package of its own.
  private static final List<WordChange> DOCKER =
      List.of(
          new WordChange("version: \"20.10.24\"", "version: \"26.1.5\""),
          new WordChange(
              "[docker.io, containerd, runc, tini], release: bookworm",
              "[docker.io, docker-cli, containerd, runc, tini], release: trixie"));

  private static final List<WordChange> SECOND =
      WordChange.with(
          DOCKER,
          new WordChange(
              "config: {performance: {raft_multiplier: 1}}",
              "config: {telemetry: {prometheus_retention_time: 60s}, performance:"
                  + " {raft_multiplier: 1}}"),
          MORE_CONNECTIONS);

  @Override
  public Engine engine() {
    return Engine.SWARM;
  }

  @Override
  public List<DemoBundle> bundles() {
    return List.of(
        DemoBundle.FIRST,
        DemoBundle.CANARY_EXITS,
        DemoBundle.SECOND,
        DemoBundle.CANARY_VOTER,
        DemoBundle.CANARY_SOAK);
  }

  @Override
  public String appliance(DemoBundle bundle) {
    var all =
        Stream.of(
                List.of(
                    new WordChange(ConsulBuild.VERSION, consul),
                    new WordChange("version: \"1\"\n", "version: \"" + bundle.version() + "\"\n")),
                COMMON,
                changes(bundle))
            .flatMap(List::stream)
            .toList();
    return WordChange.all(all, Examples.appliance(Engine.SWARM));
  }

  private static List<WordChange> changes(DemoBundle bundle) {
    return switch (bundle) {
      case FIRST -> List.of();
      case SETTING -> List.of(MORE_CONNECTIONS);
      case CANARY_EXITS ->
          WordChange.with(
              DOCKER,
              new WordChange("max-file: \"3\"}}", "max-file: \"3\"}, storage-driver: nonesuch}"));
      case SECOND, STAGED, WAIT -> SECOND;
      case CANARY_VOTER ->
          WordChange.with(
              SECOND,
              new WordChange(
                  "raft_multiplier: 1}",
                  "raft_multiplier: 1}, limits: {rpc_handshake_timeout: 1ns}"));
      case CANARY_SOAK ->
          WordChange.with(
              SECOND,
              new WordChange(
                  "LimitNOFILE: \"65536\"",
                  "LimitNOFILE: \"65536\", RuntimeMaxSec: \"6\", Restart: \"no\""));
    };
  }

  @Override
  public Titles titles() {
    return new Titles(
        "New Docker packages on which the process exits",
        "A Consul server that runs but hears no leader",
        "A Consul server that is healthy and then stops");
  }

  @Override
  public List<Observer.Watched> watched(List<String> servers, List<String> workers) {
    return List.of(
        new Observer.Watched("/consul-servers", servers, Layout.CONSUL_SERVER_PORT),
        new Observer.Watched("/docker-managers", servers, Layout.SWARM_PORT),
        new Observer.Watched("/consul-clients", workers, Layout.CONSUL_GOSSIP_PORT),
        new Observer.Watched("/docker-workers", workers, Layout.SWARM_GOSSIP_PORT),
        new Observer.Watched("/load-balancers", workers, HTTP_PORT));
  }
}
