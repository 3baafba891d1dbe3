package io.holdfast.scheduler.planner;

import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A site of as many workers and servers as a test wants, in this order, and what stands on a host
/// of it.
final class AcmeSite {
  /// Of a worker that balances too.
  static final String BOTH = "worker, lb";

  static final String WORKER = "worker";

  private AcmeSite() {}

  /// `settings` are lines of the site file, `workers` the roles of w1, w2 and so on.
  static Site of(String engine, String settings, int servers, String... workers) {
    var text = new StringBuilder("site: acme\nengine: " + engine + "\n");
    text.append("access: {user: ops, keyFile: id_ed25519}\n");
    text.append("vault: {passphraseFile: vault.pass}\n").append(settings).append("hosts:\n");
    for (var worker = 1; worker <= workers.length; worker++) {
      text.append(host("w" + worker, 100 + worker, workers[worker - 1]));
    }
    for (var server = 1; server <= servers; server++) {
      text.append(host("s" + server, server, "server"));
    }
    return SiteReader.read("site.yaml", text.toString());
  }

  private static String host(String name, int number, String roles) {
    return "  - {name: %s, address: 10.0.0.%d, roles: [%s]}\n".formatted(name, number, roles);
  }

  /// What becomes of tasks while their worker is changed.
  static String tasks(String mode) {
    return "upgrade: {workers: %s, drainSeconds: 20, waitSeconds: 30}\n".formatted(mode);
  }

  static SortedMap<String, String> standing() {
    return new TreeMap<>(
        Map.of(
            "agent", "0.1.0-aaaaaaaaaaaa",
            "consul", "1.15.4-bbbbbbbbbbbb",
            "docker", "26.1.5-cccccccccccc",
            "nomad", "2.0.5-dddddddddddd"));
  }
}
