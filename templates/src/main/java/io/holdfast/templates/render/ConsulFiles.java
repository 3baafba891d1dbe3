package io.holdfast.templates.render;

import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Discovery: Consul as server or client. Settings that everybody may read stand in the copy;
/// tokens, the gossip key and the host's own key stand beside it, readable for Consul only.
///
/// However the process is stopped, it never *leaves*: a server that leaves takes itself out of the
/// quorum, and a client that leaves takes its services out of discovery. A vendor cannot change
/// that.
final class ConsulFiles {
  private static final String SECRETS = Layout.CONSUL_SECRETS;

  private final TemplateEngine engine;

  ConsulFiles(TemplateEngine engine) {
    this.engine = engine;
  }

  ComponentFiles files(HostModel model) {
    return new ComponentFiles(
        Layout.CONSUL,
        Optional.of(user(model)),
        List.of(
            new GeneratedFolder(data(model), "0700", user(model).name(), user(model).group()),
            new GeneratedFolder(SECRETS, "0750", "root", user(model).group())),
        List.of(GeneratedFile.open("etc/consul.json", Json.pretty(config(model)))),
        placed(model),
        checks(),
        List.of(Layout.CONSUL_UNIT),
        TakesOver.RESTART,
        List.of("systemd-resolved.service"));
  }

  private List<GeneratedFile> placed(HostModel model) {
    var files =
        new ArrayList<>(TlsFiles.of(model.host(), Layout.CONSUL, SECRETS, user(model).group()));
    files.add(GeneratedFile.closed(SECRETS + "/secrets.json", user(model).group(), secrets()));
    files.add(
        GeneratedFile.open(
            "/etc/systemd/resolved.conf.d/holdfast-consul.conf",
            engine.render(
                "resolved.conf.ftl",
                Map.of("port", Layout.CONSUL_DNS_PORT, "zone", model.site().network().dnsZone()))));
    files.add(GeneratedFile.open(Layout.unitFile(Layout.CONSUL_UNIT), unit(model)));
    return files;
  }

  /// Without the file of secrets: it may not be there before the first start, and what can be wrong
  /// with a configuration is in the other one.
  private static List<ProductCheck> checks() {
    return List.of(
        new ProductCheck(
            List.of("{copy}/bin/consul", "validate", "{copy}/etc/consul.json"), false));
  }

  private String unit(HostModel model) {
    return engine.render(
        "consul.service.ftl",
        Map.of(
            "program",
            model.current(Layout.CONSUL) + "/bin/consul",
            "config",
            model.current(Layout.CONSUL) + "/etc/consul.json",
            "secrets",
            SECRETS + "/secrets.json",
            "user",
            user(model).name(),
            "group",
            user(model).group(),
            "data",
            data(model),
            "unset",
            ProxyNames.ofProducts(model.site()),
            "lines",
            UnitLines.of(model.vendor().consul())));
  }

  private static SystemUser user(HostModel model) {
    return SystemUser.ofConsul(model.site());
  }

  private static String data(HostModel model) {
    return Layout.consulData(model.site().places().data());
  }

  private static String secrets() {
    var secrets = JsonNodeFactory.instance.objectNode();
    secrets.put("encrypt", SecretText.placeholder(SecretNames.CONSUL_GOSSIP));
    secrets
        .putObject("acl")
        .putObject("tokens")
        .put("agent", SecretText.placeholder(SecretNames.CONSUL_AGENT_TOKEN))
        .put("default", SecretText.placeholder(SecretNames.CONSUL_DEFAULT_TOKEN));
    return Json.pretty(secrets);
  }

  private static ObjectNode config(HostModel model) {
    var config = JsonNodeFactory.instance.objectNode();
    identity(model, config);
    listeners(model, config);
    cluster(model, config);
    trust(model, config);
    config
        .putObject("telemetry")
        .put("prometheus_retention_time", "24h")
        .put("disable_hostname", true);
    config.put("disable_update_check", true);
    config.put("disable_remote_exec", true);
    config.put("enable_local_script_checks", false);
    var merged = model.vendor().consul().config().mergedOver(config);
    if (model.is(Role.SERVER)) {
      Autopilot.fixed(model, merged);
    }
    return merged.put("leave_on_terminate", false).put("skip_leave_on_interrupt", true);
  }

  private static void identity(HostModel model, ObjectNode config) {
    var network = model.site().network();
    config.put("node_name", model.host().name());
    config.put("datacenter", network.datacenter());
    config.put("domain", network.dnsZone());
    config.put("data_dir", data(model));
    config.put("server", model.is(Role.SERVER));
    config.put("log_level", "INFO");
  }

  /// Members talk on the host's address; everything that takes requests listens on loopback only.
  private static void listeners(HostModel model, ObjectNode config) {
    config.put("bind_addr", model.host().address());
    config.put("advertise_addr", model.host().address());
    config.put("client_addr", Layout.LOOPBACK);
    var ports =
        config
            .putObject("ports")
            .put("http", -1)
            .put("https", Layout.CONSUL_HTTPS_PORT)
            .put("grpc", -1)
            .put("dns", Layout.CONSUL_DNS_PORT)
            .put("server", Layout.CONSUL_SERVER_PORT)
            .put("serf_lan", Layout.CONSUL_GOSSIP_PORT)
            .put("serf_wan", -1);
    if (model.version(Layout.CONSUL).atLeast(1, 14)) {
      ports.put("grpc_tls", -1);
      config.putObject("peering").put("enabled", false);
    }
    config
        .putObject("dns_config")
        .put("allow_stale", true)
        .put("only_passing", true)
        .put("enable_truncate", true);
  }

  private static void cluster(HostModel model, ObjectNode config) {
    var servers = model.site().servers();
    var join = config.putArray("retry_join");
    servers.stream().map(Host::address).sorted().forEach(join::add);
    config.put("retry_interval", "3s");
    config.put("rejoin_after_leave", true);
    // 1 is the upstream advice for production: a lost leader is replaced within seconds.
    config.putObject("performance").put("raft_multiplier", 1);
    if (model.is(Role.SERVER)) {
      config.put("bootstrap_expect", servers.size());
      Autopilot.settings(model, config);
    }
  }

  private static void trust(HostModel model, ObjectNode config) {
    config
        .putObject("acl")
        .put("enabled", true)
        .put("default_policy", "deny")
        .put("down_policy", "extend-cache")
        .put("enable_token_persistence", false);
    if (model.version(Layout.CONSUL).atLeast(1, 12)) {
      var tls = config.putObject("tls");
      certificates(tls.putObject("defaults"));
      tls.putObject("internal_rpc").put("verify_server_hostname", true);
    } else {
      certificates(config);
      config.put("verify_server_hostname", true);
    }
  }

  private static void certificates(ObjectNode into) {
    TlsFiles.settings(into, SECRETS).put("verify_incoming", true).put("verify_outgoing", true);
  }
}
