package io.holdfast.templates.render;

import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.vendor.VendorSettings;
import io.holdfast.templates.yaml.YamlBinder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The topologies the golden files are made of.
final class Models {
  static final Map<String, String> OLD =
      Map.of(
          "agent", "0.1.0",
          "consul", "1.8.7",
          "docker", "20.10.24+dfsg1-1+b3",
          "haproxy", "2.6.12-1");
  static final Map<String, String> NEW =
      Map.of(
          "agent", "0.1.0",
          "consul", "1.15.4",
          "docker", "26.1.5+dfsg1-9+b4",
          "haproxy", "3.0.11-1");
  static final Map<String, String> NOMAD =
      Map.of(
          "agent", "0.1.0",
          "cni", "1.7.1",
          "consul", "1.15.4",
          "docker", "26.1.5+dfsg1-9+b4",
          "haproxy", "3.0.11-1",
          "nomad", "2.0.5");

  private static final String VENDOR =
      """
      consul:
        config: {log_level: DEBUG, leave_on_terminate: true, telemetry: {disable_hostname: ~}}
        unit: {LimitNOFILE: 131072, Environment: "GOMAXPROCS=2"}
      docker:
        config: {max-concurrent-downloads: 2, live-restore: true}
        unit: {LimitNOFILE: 1048576}
      nomad:
        config: {log_level: DEBUG, leave_on_terminate: true, client: {gc_max_allocs: 80}}
        unit: {LimitNOFILE: 131072}
        pauseImage: pause:1.0
      haproxy:
        maxConnections: 2000
        global: [tune.bufsize 32768]
        defaults: [option contstats]
        frontend: ["http-response set-header X-Served-By %[env(HOSTNAME)]"]
        backend: [option forwardfor]
      services:
        - {name: shop, image: shop, port: 8080, hostPort: 18080, healthPath: /health}
        - {name: stock, image: stock, port: 80, hostPort: 18090, instancesPerWorker: 2}
      """;

  private Models() {}

  static VendorSettings vendor() {
    return YamlBinder.read("appliance.yaml", VENDOR, VendorSettings.class).value();
  }

  static Site site(int servers) {
    return site("swarm", servers);
  }

  static Site site(String engine, int servers) {
    return site(engine, servers, "");
  }

  /// `more` are further lines of the site file.
  private static Site site(String engine, int servers, String more) {
    var hosts = new StringBuilder();
    for (var number = 1; number <= servers; number++) {
      var roles = servers == 1 ? "server, worker, lb" : "server";
      hosts.append(
          "  - {name: s%d, address: 10.0.0.1%d, roles: [%s]}%n".formatted(number, number, roles));
    }
    if (servers > 1) {
      hosts.append("  - {name: w1, address: 10.0.0.21, roles: [worker, lb]}\n");
      hosts.append("  - {name: w2, address: 10.0.0.22, roles: [worker, lb]}\n");
    }
    return SiteReader.read(
        "site.yaml",
        "site: acme\nengine: "
            + engine
            + "\naccess: {user: ops, keyFile: k}\nvault: {keyFile: v}\nhosts:\n"
            + hosts
            + more);
  }

  static HostModel model(
      int servers, String host, VendorSettings vendor, Map<String, String> versions) {
    return model("swarm", servers, host, vendor, versions);
  }

  static HostModel model(
      String engine,
      int servers,
      String host,
      VendorSettings vendor,
      Map<String, String> versions) {
    var site = site(engine, servers);
    return HostModel.of(site, site.host(host).orElseThrow(), vendor, versions);
  }

  private static HostModel opened(int servers, String host) {
    var site = site("swarm", servers, "network: {firewall: {mode: apply}}\n");
    return HostModel.of(site, site.host(host).orElseThrow(), vendor(), NEW);
  }

  /// With TLS towards users, at another port than the usual one.
  private static HostModel outward(VendorSettings vendor, String port) {
    var more = "network: {outward: {names: [shop.example.com]" + port + "}}\n";
    var site = site("swarm", 3, more);
    return HostModel.of(site, site.host("w1").orElseThrow(), vendor, NEW);
  }

  static HostModel named(String name) {
    return Optional.ofNullable(all().get(name)).orElseThrow();
  }

  /// By the name of their golden folder.
  static Map<String, HostModel> all() {
    var models = new LinkedHashMap<String, HostModel>();
    models.put("1-server-alone", model(1, "s1", vendor(), NEW));
    models.put("3-servers-server", model(3, "s2", vendor(), NEW));
    models.put("3-servers-server-old-versions", model(3, "s2", vendor(), OLD));
    models.put("3-servers-worker-lb", model(3, "w1", vendor(), NEW));
    models.put(
        "3-servers-worker-lb-nothing-from-vendor", model(3, "w1", VendorSettings.none(), NEW));
    models.put("3-servers-server-opens-its-firewall", opened(3, "s2"));
    models.put("3-servers-worker-lb-outward", outward(vendor(), ""));
    models.put(
        "3-servers-worker-lb-outward-nothing-from-vendor",
        outward(VendorSettings.none(), ", httpsPort: 8443"));
    models.put("5-servers-server", model(5, "s5", vendor(), NEW));
    models.put("5-servers-worker-lb", model(5, "w2", vendor(), NEW));
    models.put("nomad-1-server-alone", model("nomad", 1, "s1", vendor(), NOMAD));
    models.put("nomad-3-servers-server", model("nomad", 3, "s2", vendor(), NOMAD));
    models.put("nomad-3-servers-worker-lb", model("nomad", 3, "w1", vendor(), NOMAD));
    models.put(
        "nomad-5-servers-server-nothing-from-vendor",
        model("nomad", 5, "s5", VendorSettings.none(), NOMAD));
    models.put(
        "nomad-5-servers-worker-lb-nothing-from-vendor",
        model("nomad", 5, "w2", VendorSettings.none(), NOMAD));
    models.put("3-servers-server-given-user", given("swarm", "s2", NEW));
    models.put("nomad-3-servers-server-given-user", given("nomad", "s2", NOMAD));
    var used = site("nomad", 3, "existing: {docker: use}\n");
    models.put(
        "nomad-3-servers-worker-lb-docker-used",
        HostModel.of(used, used.host("w1").orElseThrow(), VendorSettings.none(), NOMAD));
    var unset = "network: {hostProxy: unset}\n";
    models.put("1-server-alone-proxy-unset", alone("swarm", unset, NEW));
    models.put("nomad-1-server-alone-proxy-unset", alone("nomad", unset, NOMAD));
    return models;
  }

  private static HostModel alone(String engine, String more, Map<String, String> versions) {
    var site = site(engine, 1, more);
    return HostModel.of(site, site.hosts().getFirst(), VendorSettings.none(), versions);
  }

  /// A site whose company gives a user for each product.
  private static HostModel given(String engine, String host, Map<String, String> versions) {
    var consul = "consul: {name: svc-consul, group: svc-disco, create: false}";
    var nomad = engine.equals("nomad") ? ", nomad: {uid: 30020}" : "";
    var site = site(engine, 3, "users: {" + consul + nomad + "}\n");
    return HostModel.of(site, site.host(host).orElseThrow(), VendorSettings.none(), versions);
  }
}
