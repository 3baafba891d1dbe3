package io.holdfast.templates.render;

import io.holdfast.templates.site.ServiceUsers;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Fixed places, ports and names on every host, so that support knows them by heart.
public final class Layout {
  public static final String AGENT = "agent";
  public static final String CONSUL = "consul";
  public static final String DOCKER = "docker";
  public static final String HAPROXY = "haproxy";
  public static final String NOMAD = "nomad";

  /// The network plugins that Nomad uses for tasks with a network of their own.
  public static final String CNI = "cni";

  /// The ports of a host in its own firewall, where the site wants them opened. The bundle holds
  /// nothing of it; its version is that of how the rules are made.
  public static final String FIREWALL = "firewall";

  public static final String FIREWALL_VERSION = "1";
  public static final String FIREWALL_UNIT = "holdfast-firewall.service";
  public static final String FIREWALL_UNIT_FILE = unitFile(FIREWALL_UNIT);

  /// In the copy: loads the rules, and says with this exit code that some of them are gone. Another
  /// code but 0 says nothing.
  public static final String FIREWALL_SCRIPT = "firewall.sh";

  public static final int FIREWALL_GONE = 3;

  /// Beside the copies: which earlier ones still hold open what they opened, one copy id in a line.
  public static final String FIREWALL_KEPT = "kept";

  public static final String AGENT_UNIT = "holdfast-agent.service";
  public static final String CONSUL_UNIT = "holdfast-consul.service";

  /// Comes in the same set of packages as Docker and keeps its old process unless it is restarted
  /// too.
  public static final String CONTAINERD_UNIT = "containerd.service";

  public static final String DOCKER_UNIT = "docker.service";
  public static final String HAPROXY_UNIT = "haproxy.service";

  public static final String NOMAD_UNIT = "holdfast-nomad.service";

  public static final String NOMAD_REGION = "global";
  public static final String NOMAD_USER = ServiceUsers.OWN_NOMAD;
  public static final String NOMAD_SECRETS = "/etc/holdfast/nomad";
  public static final String CONSUL_USER = ServiceUsers.OWN_CONSUL;
  public static final String CONSUL_SECRETS = "/etc/holdfast/consul";
  public static final String AGENT_SECRETS = "/etc/holdfast/agent";
  public static final String AGENT_CONFIG = AGENT_SECRETS + "/agent.json";
  public static final String DOCKER_CONFIG = "/etc/docker/daemon.json";
  public static final String HAPROXY_CONFIG = "/etc/haproxy/haproxy.cfg";

  /// What it shows to users, and its key.
  public static final String HAPROXY_CERTIFICATE = "/etc/haproxy/outward.pem";

  /// Placed files that hold a private key and that a site may stop wanting, each by the component
  /// that brings it.
  public static final SortedMap<String, String> WITHDRAWN_KEYS =
      Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(HAPROXY_CERTIFICATE, HAPROXY)));

  public static final String DOCKER_SOCKET = "/var/run/docker.sock";
  public static final String HAPROXY_SOCKET = "/run/haproxy/admin.sock";

  /// On tmpfs on purpose: addresses and drain marks must outlive a reload, never a reboot.
  public static final String HAPROXY_STATE = "/run/haproxy/server-state";

  public static final String LOOPBACK = "127.0.0.1";
  public static final int CONSUL_SERVER_PORT = 8300;
  public static final int CONSUL_GOSSIP_PORT = 8301;
  public static final int CONSUL_HTTPS_PORT = 8501;
  public static final int CONSUL_DNS_PORT = 8600;
  public static final int NOMAD_HTTPS_PORT = 4646;
  public static final int NOMAD_SERVER_PORT = 4647;
  public static final int NOMAD_GOSSIP_PORT = 4648;
  public static final int SWARM_PORT = 2377;
  public static final int SWARM_GOSSIP_PORT = 7946;
  public static final int SWARM_OVERLAY_PORT = 4789;
  public static final int AGENT_HEALTH_PORT = 7373;
  public static final int AGENT_REGISTRY_PORT = 5000;

  private static final String UNITS = "/etc/systemd/system/";

  private Layout() {}

  /// Where the data of Consul lies.
  public static String consulData(String dataFolder) {
    return dataFolder + "/consul";
  }

  /// Where the data of Nomad lies.
  public static String nomadData(String dataFolder) {
    return dataFolder + "/nomad";
  }

  /// An image of the bundle as the host's engine asks its own registry for it.
  public static String imageReference(String nameAndVersion) {
    return LOOPBACK + ":" + AGENT_REGISTRY_PORT + "/" + nameAndVersion;
  }

  /// The list of earlier rules that are still loaded beside those of the current copy.
  public static String firewallKept(String programFolder) {
    return programFolder + "/" + FIREWALL + "/" + FIREWALL_KEPT;
  }

  static String unitFile(String unit) {
    return UNITS + unit;
  }

  static String dropIn(String unit) {
    return UNITS + unit + ".d/holdfast.conf";
  }
}
