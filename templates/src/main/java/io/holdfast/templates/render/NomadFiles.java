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

/// The scheduler Nomad as server, as client, or as both in one process. Settings that everybody may
/// read stand in the copy; tokens, the gossip key and the host's own key stand beside it.
///
/// However the process is stopped, it never *leaves*: a server that leaves takes itself out of the
/// quorum, and a client that leaves loses its tasks. A vendor cannot change that.
///
/// Source of the keys: the reference of the agent's configuration in the documentation of Nomad.
final class NomadFiles {
  private static final String SECRETS = Layout.NOMAD_SECRETS;
  private static final String CLOUDS = "env_aws,env_azure,env_digitalocean,env_gce";

  private final TemplateEngine engine;

  NomadFiles(TemplateEngine engine) {
    this.engine = engine;
  }

  ComponentFiles files(HostModel model) {
    return new ComponentFiles(
        Layout.NOMAD,
        user(model),
        List.of(
            new GeneratedFolder(data(model), "0700", account(model), group(model)),
            new GeneratedFolder(SECRETS, "0750", "root", group(model))),
        List.of(GeneratedFile.open("etc/nomad.json", Json.pretty(config(model)))),
        placed(model),
        List.of(
            new ProductCheck(
                List.of("{copy}/bin/nomad", "config", "validate", "{copy}/etc/nomad.json"), false)),
        List.of(Layout.NOMAD_UNIT),
        TakesOver.RESTART,
        List.of());
  }

  /// A client starts containers and mounts folders for them, which only root may; a server that is
  /// nothing else needs no right at all.
  private static String account(HostModel model) {
    return user(model).map(SystemUser::name).orElse("root");
  }

  private static String group(HostModel model) {
    return user(model).map(SystemUser::group).orElse("root");
  }

  private static Optional<SystemUser> user(HostModel model) {
    return model.is(Role.WORKER) ? Optional.empty() : Optional.of(SystemUser.ofNomad(model.site()));
  }

  private List<GeneratedFile> placed(HostModel model) {
    var files = new ArrayList<>(TlsFiles.of(model.host(), Layout.NOMAD, SECRETS, group(model)));
    files.add(GeneratedFile.closed(SECRETS + "/secrets.json", group(model), secrets(model)));
    files.add(GeneratedFile.open(Layout.unitFile(Layout.NOMAD_UNIT), unit(model)));
    return files;
  }

  private String unit(HostModel model) {
    return engine.render(
        "nomad.service.ftl",
        Map.ofEntries(
            Map.entry("program", model.current(Layout.NOMAD) + "/bin/nomad"),
            Map.entry("config", model.current(Layout.NOMAD) + "/etc/nomad.json"),
            Map.entry("secrets", SECRETS + "/secrets.json"),
            Map.entry("client", model.is(Role.WORKER)),
            Map.entry("user", account(model)),
            Map.entry("group", group(model)),
            Map.entry("data", data(model)),
            Map.entry("discovery", Layout.CONSUL_UNIT),
            Map.entry("containers", Layout.DOCKER_UNIT),
            Map.entry("unset", ProxyNames.ofProducts(model.site())),
            Map.entry("lines", UnitLines.of(model.vendor().nomad().product()))));
  }

  private static String data(HostModel model) {
    return Layout.nomadData(model.site().places().data());
  }

  private static String secrets(HostModel model) {
    var secrets = JsonNodeFactory.instance.objectNode();
    secrets
        .putObject("consul")
        .put(
            "token",
            SecretText.placeholder(
                model.is(Role.SERVER)
                    ? SecretNames.CONSUL_NOMAD_SERVER_TOKEN
                    : SecretNames.CONSUL_NOMAD_CLIENT_TOKEN));
    if (model.is(Role.SERVER)) {
      secrets.putObject("server").put("encrypt", SecretText.placeholder(SecretNames.NOMAD_GOSSIP));
    }
    return Json.pretty(secrets);
  }

  /// What the vendor says of servers reaches servers only, and the same with clients.
  private static ObjectNode config(HostModel model) {
    var config = JsonNodeFactory.instance.objectNode();
    identity(model, config);
    listeners(model, config);
    trust(config);
    discovery(config);
    if (model.is(Role.SERVER)) {
      server(model, config);
    }
    if (model.is(Role.WORKER)) {
      client(model, config);
    }
    config
        .putObject("telemetry")
        .put("prometheus_metrics", true)
        .put("publish_allocation_metrics", true)
        .put("publish_node_metrics", true)
        .put("collection_interval", "10s")
        .put("disable_hostname", true);
    config.put("disable_update_check", true);
    var merged = model.vendor().nomad().config().mergedOver(config);
    if (!model.is(Role.SERVER)) {
      merged.remove(List.of("server", "autopilot"));
    } else {
      Autopilot.fixed(model, merged);
    }
    if (!model.is(Role.WORKER)) {
      merged.remove(List.of("client", "plugin"));
    }
    return merged.put("leave_on_interrupt", false).put("leave_on_terminate", false);
  }

  private static void identity(HostModel model, ObjectNode config) {
    config.put("name", model.host().name());
    config.put("region", Layout.NOMAD_REGION);
    config.put("datacenter", model.site().network().datacenter());
    config.put("data_dir", data(model));
    config.put("log_level", "INFO");
  }

  /// Members talk on the host's address; requests are taken on loopback only, so that there is no
  /// page and no interface in the open before somebody gives it a certificate of the company.
  private static void listeners(HostModel model, ObjectNode config) {
    var address = model.host().address();
    config.put("bind_addr", address);
    config.putObject("addresses").put("http", Layout.LOOPBACK);
    config.putObject("advertise").put("http", address).put("rpc", address).put("serf", address);
    config
        .putObject("ports")
        .put("http", Layout.NOMAD_HTTPS_PORT)
        .put("rpc", Layout.NOMAD_SERVER_PORT)
        .put("serf", Layout.NOMAD_GOSSIP_PORT);
  }

  /// `verify_https_client` stays off: Consul fetches the keys of workload identities from this
  /// interface and shows no certificate; whoever asks for anything else needs a token.
  private static void trust(ObjectNode config) {
    config.putObject("acl").put("enabled", true);
    TlsFiles.settings(config.putObject("tls"), SECRETS)
        .put("http", true)
        .put("rpc", true)
        .put("verify_server_hostname", true)
        .put("verify_https_client", false);
  }

  /// Services get their rights in Consul by the identity of their workload. Members find each other
  /// by their addresses: Nomad needs no Consul to form or to heal a cluster.
  private static void discovery(ObjectNode config) {
    var consul = config.putObject("consul");
    consul
        .put("address", Layout.LOOPBACK + ":" + Layout.CONSUL_HTTPS_PORT)
        .put("ssl", true)
        .put("verify_ssl", true);
    TlsFiles.settings(consul, SECRETS)
        .put("auto_advertise", true)
        .put("server_auto_join", false)
        .put("client_auto_join", false);
    identityFor(consul.putObject("service_identity"));
    identityFor(consul.putObject("task_identity"));
  }

  private static void identityFor(ObjectNode identity) {
    identity.putArray("aud").add("consul.io");
    identity.put("ttl", "1h");
  }

  private static void server(HostModel model, ObjectNode config) {
    var servers = model.site().servers();
    var server = config.putObject("server");
    server.put("enabled", true);
    server.put("bootstrap_expect", servers.size());
    server.put("rejoin_after_leave", true);
    join(servers, server);
    collection(server);
    Autopilot.settings(model, config);
  }

  private static void join(List<Host> servers, ObjectNode into) {
    var join = into.putObject("server_join");
    var addresses = join.putArray("retry_join");
    servers.stream().map(Host::address).sorted().forEach(addresses::add);
    join.put("retry_interval", "3s");
  }

  /// What is dead and how long it is kept. These are the product's own values, written down so that
  /// a later release cannot change them unseen: finished jobs stay for four hours to be looked at;
  /// what a batch job leaves behind is kept for a day, for such jobs are asked about the next
  /// morning.
  private static void collection(ObjectNode server) {
    server
        .put("job_gc_interval", "5m")
        .put("job_gc_threshold", "4h")
        .put("eval_gc_threshold", "1h")
        .put("batch_eval_gc_threshold", "24h")
        .put("deployment_gc_threshold", "1h")
        .put("node_gc_threshold", "24h");
  }

  private static void client(HostModel model, ObjectNode config) {
    var client = config.putObject("client");
    client.put("enabled", true);
    join(model.site().servers(), client);
    client.put("cni_path", model.current(Layout.CNI) + "/bin");
    client.put("network_interface", interfaceOf(model.host().address()));
    // Asking for a cloud's metadata service that is not there takes seconds of every start, and a
    // restarted client has to be back within its heartbeat.
    client.putObject("options").put("fingerprint.denylist", CLOUDS);
    // Finished allocations are cleared by pressure only, never by age, so pressure is looked at
    // often;
    // the numbers are the product's own.
    client
        .put("gc_interval", "1m")
        .put("gc_disk_usage_threshold", 80)
        .put("gc_inode_usage_threshold", 70)
        .put("gc_max_allocs", 50)
        .put("gc_parallel_destroys", 2);
    var docker = JsonNodeFactory.instance.objectNode();
    docker.put("allow_privileged", false);
    model
        .vendor()
        .nomad()
        .pauseImage()
        .ifPresent(image -> docker.put("infra_image", Layout.imageReference(image)));
    // Nothing could bring an image back from outside; the host's own registry has them anyway.
    docker.putArray("gc").addObject().put("image", false);
    config.putObject("plugin").putArray("docker").addObject().putArray("config").add(docker);
  }

  /// The network interface that carries the host's address, in the words of go-sockaddr. There an
  /// address is followed by the length of its network, unless that is the whole address.
  private static String interfaceOf(String address) {
    return "{{ GetAllInterfaces | include \"address\" \"^"
        + address.replace(".", "[.]")
        + "(/|$)\" | attr \"name\" }}";
  }
}
