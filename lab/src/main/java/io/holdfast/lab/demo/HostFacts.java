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
      dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\\n' docker.io haproxy 2>/dev/null | sed -n 's/ installed$//p' | sed 's/^docker.io /docker /; s/-[^-]*$//; s/[+].*//'
      """;
  private static final String STARTS =
      """
      for unit in holdfast-consul docker haproxy; do
        echo "$unit $(systemctl show --property=ActiveEnterTimestampMonotonic --value $unit.service)"
      done
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
