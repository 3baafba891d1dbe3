package io.holdfast.lab.demo;

import io.holdfast.lab.host.LabStatus;
import io.holdfast.lab.host.PracticeLab;
import java.util.SortedMap;
import java.util.TreeMap;

/// Looks into practice hosts past the product, so that what the demo shows is not the product's own
/// word.
final class HostFacts {
  private static final String VERSIONS =
      """
      [ ! -x /opt/holdfast/consul/current/bin/consul ] || echo "consul $(/opt/holdfast/consul/current/bin/consul version | sed -n '1s/.* v//p')"
      [ ! -x /opt/holdfast/nomad/current/bin/nomad ] || echo "nomad $(/opt/holdfast/nomad/current/bin/nomad version | sed -n '1s/.* v//p')"
      dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\\n' docker.io haproxy 2>/dev/null | sed -n 's/ installed$//p' | sed 's/^docker.io /docker /; s/-[^-]*$//; s/[+].*//'
      """;
  private static final String STARTS =
      """
      for unit in holdfast-consul holdfast-nomad docker haproxy; do
        echo "$unit $(systemctl show --property=ActiveEnterTimestampMonotonic --value $unit.service)"
      done
      """;

  /// Nomad's driver names a container after its task and its allocation.
  private static final String ALLOCATIONS =
      """
      docker ps --format '{{.Names}} {{.ID}}' | sed -n 's/^\\([a-z]*\\)-\\([0-9a-f-]\\{36\\}\\) /\\1-\\2 /p'
      """;

  private final PracticeLab lab;

  HostFacts(PracticeLab lab) {
    this.lab = lab;
  }

  /// Component to version, as the programs and the package manager on the host say.
  SortedMap<String, String> versions(LabStatus.HostStatus host) {
    return pairs(host, VERSIONS);
  }

  /// Unit to the moment it was last started, in microseconds of uptime; `0` where it never was.
  SortedMap<String, String> starts(LabStatus.HostStatus host) {
    return pairs(host, STARTS);
  }

  /// The running containers of Nomad's tasks, `<task>-<allocation id>` to the container's id.
  SortedMap<String, String> allocations(LabStatus.HostStatus host) {
    return pairs(host, ALLOCATIONS);
  }

  /// The exit codes of containers of a task that ended since the host booted, by the same names.
  SortedMap<String, String> ended(LabStatus.HostStatus host, String task) {
    return pairs(
        host,
        "docker events --since 1h --until 0s --filter event=die"
            + " --format '{{.Actor.Attributes.name}} {{.Actor.Attributes.exitCode}}' | grep '^"
            + task
            + "-' || true");
  }

  private SortedMap<String, String> pairs(LabStatus.HostStatus host, String script) {
    var pairs = new TreeMap<String, String>();
    for (var line : lab.exec(host.name(), "sh", "-c", script).out().lines().toList()) {
      var words = line.strip().split(" ", 2);
      if (words.length == 2 && !words[1].isBlank()) {
        pairs.put(words[0], words[1].strip());
      }
    }
    return pairs;
  }
}
