package io.holdfast.lab.demo;

import io.holdfast.bundle.build.Examples;
import io.holdfast.lab.component.ConsulBuild;
import java.util.List;
import java.util.stream.Stream;

/// The bundles of the demo: the example appliance with a few of its words changed.
///
/// The three canaries are configurations that the products' own checks accept, or that only show at
/// run time: a storage driver that Docker does not know; a Consul server that gives nobody time for
/// a TLS handshake, so that it runs but hears no leader; a Consul server that ends after a while.
enum DemoBundle {
  FIRST("1"),
  CANARY_DOCKER("1.1"),
  SECOND("2"),
  CANARY_VOTER("2.1"),
  CANARY_SOAK("2.2");

  private final String version;

  DemoBundle(String version) {
    this.version = version;
  }

  String version() {
    return version;
  }

  String fileName() {
    return "demo-" + version + ".holdfast";
  }

  /// The appliance file of this bundle, with a Consul of that version.
  String appliance(String consul) {
    var text = new Change(ConsulBuild.VERSION, consul).in(Examples.appliance());
    for (var change : Stream.concat(Words.COMMON.stream(), changes().stream()).toList()) {
      text = change.in(text);
    }
    return text.replace("version: \"1\"\n", "version: \"" + version + "\"\n");
  }

  private List<Change> changes() {
    return switch (this) {
      case FIRST -> List.of();
      case CANARY_DOCKER ->
          with(Words.DOCKER, "max-file: \"3\"}}", "max-file: \"3\"}, storage-driver: nonesuch}");
      case SECOND -> Words.SECOND;
      case CANARY_VOTER ->
          with(
              Words.SECOND,
              "raft_multiplier: 1}",
              "raft_multiplier: 1}, limits: {rpc_handshake_timeout: 1ns}");
      case CANARY_SOAK ->
          with(
              Words.SECOND,
              "LimitNOFILE: \"65536\"",
              "LimitNOFILE: \"65536\", RuntimeMaxSec: \"6\", Restart: \"no\"");
    };
  }

  private static List<Change> with(List<Change> changes, String from, String to) {
    return Stream.concat(changes.stream(), Stream.of(new Change(from, to))).toList();
  }

  /// Words of the example and what stands in their place.
  private record Change(String from, String to) {
    String in(String text) {
      if (!text.contains(from)) {
        throw new IllegalStateException("the example appliance no longer says " + from);
      }
      return text.replace(from, to);
    }
  }

  /// What several bundles change alike. From release 26 on Docker's client is a package of its own.
  private static final class Words {
    static final List<Change> COMMON =
        List.of(
            new Change("appliance: shop", "appliance: demo"),
            new Change(
                "environment: {GREETING: hello}",
                "environment: {GREETING: hello, DOWNLOAD_PAUSE: \"0.25\"}"));
    static final List<Change> DOCKER =
        List.of(
            new Change("version: \"20.10.24\"", "version: \"26.1.5\""),
            new Change(
                "[docker.io, containerd, runc, tini], release: bookworm",
                "[docker.io, docker-cli, containerd, runc, tini], release: trixie"));
    static final List<Change> SECOND =
        Stream.concat(
                DOCKER.stream(),
                Stream.of(
                    new Change(
                        "config: {performance: {raft_multiplier: 1}}",
                        "config: {telemetry: {prometheus_retention_time: 60s}, performance:"
                            + " {raft_multiplier: 1}}"),
                    new Change("maxConnections: 2000", "maxConnections: 4000")))
            .toList();
  }
}
