package io.holdfast.lab.demo;

import io.holdfast.bundle.build.Examples;
import io.holdfast.lab.component.ConsulBuild;
import io.holdfast.lab.component.NomadSupplied;
import io.holdfast.lab.load.Observer;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Nomad goes to its next release and Consul from 1.15.3 to 1.15.4, with running tasks staying in
/// place; HAProxy gets another configuration.
///
/// The canaries are configurations that Nomad's own check accepts and that only show at run time:
/// an address for gossip that the host does not have, on which the process exits; a server that
/// gives nobody time for a TLS handshake, so that it runs but hears no leader; a server that ends
/// after a while.
///
/// `licences` gives the text of the terms of a release of Nomad.
record NomadStory(NomadSupplied.Pair nomad, Function<String, Path> licences) implements DemoStory {
  private static final int HTTP_PORT = 80;
  private static final int SERVICE_PORT = 18080;

  /// The versions that the example names.
  private static final String EXAMPLE = "2.0.5";

  private static final String CONFIG = "config: {client: {gc_max_allocs: 50}}";

  /// A job that ends by itself after a minute.
  private static final String BATCH =
      """
            - id: report
              specification:
                ID: report
                Name: report
                Type: batch
                Datacenters: ["*"]
                TaskGroups:
                  - Name: report
                    Tasks:
                      - Name: report
                        Driver: docker
                        Config: {image: "127.0.0.1:5000/web:1.0", entrypoint: [/bin/busybox, sleep, "60"]}
                        Resources: {CPU: 50, MemoryMB: 32}
      """;

  private static final List<WordChange> SECOND =
      List.of(
          new WordChange(
              "config: {performance: {raft_multiplier: 1}}",
              "config: {telemetry: {prometheus_retention_time: 60s}, performance:"
                  + " {raft_multiplier: 1}}"),
          MORE_CONNECTIONS,
          new WordChange("  haproxy:\n    max", BATCH + "  haproxy:\n    max"));

  @Override
  public Engine engine() {
    return Engine.NOMAD;
  }

  @Override
  public String consul() {
    return ConsulBuild.VERSION;
  }

  @Override
  public List<DemoBundle> bundles() {
    return List.of(
        DemoBundle.FIRST,
        DemoBundle.CANARY_EXITS,
        DemoBundle.SECOND,
        DemoBundle.WAIT,
        DemoBundle.CANARY_VOTER,
        DemoBundle.CANARY_SOAK);
  }

  @Override
  public String appliance(DemoBundle bundle) {
    var isFirst = bundle == DemoBundle.FIRST || bundle == DemoBundle.SETTING;
    var version = isFirst ? nomad.earlier() : nomad.later();
    var consul =
        isFirst || bundle == DemoBundle.CANARY_EXITS
            ? ConsulBuild.EARLIER_VERSION
            : ConsulBuild.VERSION;
    var common =
        List.of(
            new WordChange("version: \"1\"\n", "version: \"" + bundle.version() + "\"\n"),
            new WordChange("appliance: shop", "appliance: demo"),
            new WordChange(ConsulBuild.VERSION, consul),
            new WordChange(
                "${components}/nomad/" + EXAMPLE + "/LICENSE.txt",
                licences.apply(version).toString()),
            new WordChange("version: \"" + EXAMPLE + "\"", "version: \"" + version + "\""),
            new WordChange("/nomad/" + EXAMPLE + "/nomad", "/nomad/" + version + "/nomad"),
            new WordChange(
                "environment: {GREETING: hello}",
                "environment: {GREETING: hello, DOWNLOAD_PAUSE: \"0.25\"}"));
    var whole =
        WordChange.all(
            Stream.concat(common.stream(), changes(bundle).stream()).toList(),
            Examples.appliance(Engine.NOMAD));
    return bundle == DemoBundle.STAGED ? whole + stop() : whole;
  }

  /// Consul at its later version, Nomad still at the earlier one.
  private String stop() {
    return """
        hops:
          - stop: consul-first
            components:
              - name: consul
                version: "%1$s"
                licence: {name: MPL-2.0, file: /usr/share/common-licenses/MPL-2.0}
                source: {files: [{from: "${components}/consul/%1$s/consul", to: bin/consul, mode: "0755"}]}
              - name: nomad
                version: "%2$s"
                licence: {name: BUSL-1.1, file: "%3$s"}
                source: {files: [{from: "${components}/nomad/%2$s/nomad", to: bin/nomad, mode: "0755"}]}
        """
        .formatted(ConsulBuild.VERSION, nomad.earlier(), licences.apply(nomad.earlier()));
  }

  private static List<WordChange> changes(DemoBundle bundle) {
    return switch (bundle) {
      case FIRST -> List.of();
      case SETTING -> List.of(MORE_CONNECTIONS);
      case CANARY_EXITS ->
          List.of(
              new WordChange(
                  CONFIG, "config: {addresses: {serf: 192.0.2.1}, client: {gc_max_allocs: 50}}"));
      case SECOND -> SECOND;
      case STAGED ->
          WordChange.with(
              SECOND,
              new WordChange(
                  "upgradesFrom: [\"1.14\", \"1.15\"]",
                  "upgradesFrom: [\"" + ConsulBuild.VERSION + "\"]"));
      case CANARY_VOTER ->
          WordChange.with(
              SECOND,
              new WordChange(
                  CONFIG,
                  "config: {limits: {rpc_handshake_timeout: 1ns}, client: {gc_max_allocs: 50}}"));
      case CANARY_SOAK ->
          WordChange.with(
              SECOND,
              new WordChange(
                  "nomad:\n    " + CONFIG + "\n    unit: {LimitNOFILE: \"65536\"}",
                  "nomad:\n    "
                      + CONFIG
                      + "\n    unit: {LimitNOFILE: \"65536\", RuntimeMaxSec: \"6\", Restart:"
                      + " \"no\"}"));
      case WAIT ->
          WordChange.with(SECOND, new WordChange(CONFIG, "config: {client: {gc_max_allocs: 60}}"));
    };
  }

  @Override
  public Titles titles() {
    return new Titles(
        "A new Nomad whose process exits",
        "A Nomad server that runs but hears no leader",
        "A Nomad server that is healthy and then stops");
  }

  /// The clients listen on loopback only; what tells from outside whether they are well is that the
  /// tasks of their hosts answer.
  @Override
  public List<Observer.Watched> watched(List<String> servers, List<String> workers) {
    return List.of(
        new Observer.Watched("/consul-servers", servers, Layout.CONSUL_SERVER_PORT),
        new Observer.Watched("/nomad-servers", servers, Layout.NOMAD_SERVER_PORT),
        new Observer.Watched("/consul-clients", workers, Layout.CONSUL_GOSSIP_PORT),
        new Observer.Watched("/nomad-clients", workers, SERVICE_PORT),
        new Observer.Watched("/load-balancers", workers, HTTP_PORT));
  }
}
