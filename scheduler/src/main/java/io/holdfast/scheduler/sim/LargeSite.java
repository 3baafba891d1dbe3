package io.holdfast.scheduler.sim;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A site of any size with Nomad, two of whose workers carry the load balancers, and its upgrade: a
/// new version of the scheduler alone.
public record LargeSite(int servers, int workers) {
  private static final int BALANCERS = 2;
  private static final int IN_A_NETWORK = 250;
  private static final Map<String, String> STANDING =
      Map.of(
          "agent", "0.2.0",
          "consul", "1.15.4",
          "docker", "20.10.24",
          "haproxy", "2.6.12",
          "nomad", "2.0.4");

  public Rehearsal upgrade() {
    return from(new TreeMap<>(STANDING));
  }

  /// What the upgrade leads to, on hosts where these versions stand: none, for an installation.
  Rehearsal from(SortedMap<String, String> standing) {
    return new Rehearsal(site(), manifest(wanted()), standing);
  }

  static SortedMap<String, String> wanted() {
    var wanted = new TreeMap<>(STANDING);
    wanted.put("nomad", "2.0.5");
    return wanted;
  }

  private Site site() {
    var text = new StringBuilder("site: large\nengine: nomad\n");
    text.append("access: {user: ops, keyFile: id}\nvault: {keyFile: vault.key}\n");
    text.append("upgrade: {workerBatch: 5%}\nhosts:\n");
    for (var i = 1; i <= servers; i++) {
      text.append(host("s" + i, "10.0.0." + i, "[server]"));
    }
    for (var i = 0; i < workers; i++) {
      var address = "10.1." + i / IN_A_NETWORK + "." + (i % IN_A_NETWORK + 1);
      text.append(host("w" + (i + 1), address, i < BALANCERS ? "[worker, lb]" : "[worker]"));
    }
    return SiteReader.read("site.yaml", text.toString());
  }

  private static String host(String name, String address, String roles) {
    return "  - {name: " + name + ", address: " + address + ", roles: " + roles + "}\n";
  }

  private static Manifest manifest(SortedMap<String, String> versions) {
    return UnbuiltBundle.of(
        "large",
        "2",
        versions.entrySet().stream()
            .map(it -> UnbuiltBundle.component(it.getKey(), it.getValue()))
            .toList());
  }
}
