package io.holdfast.installer.wizard;

import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A site drawn in characters, zone by zone, and what it can lose.
public final class TopologyText {
  private static final int MOST_WORKERS = 12;

  private TopologyText() {}

  /// Lines of at most 78 characters.
  public static List<String> of(Site site) {
    var lines = new ArrayList<String>();
    var zones =
        site.hosts().stream()
            .collect(Collectors.groupingBy(TopologyText::zone, TreeMap::new, Collectors.toList()));
    zones.forEach(
        (zone, hosts) -> {
          lines.add(zones.size() == 1 && zone.equals("default") ? "hosts" : "zone " + zone);
          lines.addAll(drawn(hosts));
        });
    lines.add("");
    lines.addAll(losses(site));
    return lines;
  }

  private static String zone(Host host) {
    return host.zone().orElse("default");
  }

  private static List<String> drawn(List<Host> hosts) {
    var lines = new ArrayList<String>();
    var sorted =
        hosts.stream().sorted(Comparator.comparing((Host host) -> !host.is(Role.SERVER))).toList();
    var shown = sorted.stream().filter(host -> host.is(Role.SERVER)).count() + MOST_WORKERS;
    for (var host : sorted.stream().limit(shown).toList()) {
      var mark = host.is(Role.SERVER) ? "(#)" : "[ ]";
      var roles = host.roles().stream().map(Role::word).collect(Collectors.joining("+"));
      lines.add(String.format("  %s %-14s %-15s %s", mark, host.name(), host.address(), roles));
    }
    if (sorted.size() > shown) {
      lines.add("  ... and " + (sorted.size() - shown) + " more");
    }
    return lines;
  }

  private static List<String> losses(Site site) {
    var servers = site.servers().size();
    var bears = (servers - 1) / 2;
    var lines = new ArrayList<String>();
    lines.add(
        servers == 1
            ? "1 server: its loss stops the cluster, and each upgrade announces a downtime."
            : servers
                + " servers: the cluster survives the loss of "
                + bears
                + (bears == 1 ? " server." : " servers."));
    var zones =
        site.servers().stream()
            .collect(
                Collectors.groupingBy(TopologyText::zone, TreeMap::new, Collectors.counting()));
    var isNamed = site.servers().stream().anyMatch(server -> server.zone().isPresent());
    if (zones.size() > 1 || (servers > 1 && isNamed)) {
      zones.forEach(
          (zone, count) ->
              lines.add(
                  "Without zone "
                      + zone
                      + (count <= bears ? " it goes on" : " it stops")
                      + " ("
                      + count
                      + " of "
                      + servers
                      + " servers are there)."));
    }
    lines.add(balancers(site));
    return lines;
  }

  private static String balancers(Site site) {
    return switch (site.loadBalancers().size()) {
      case 0 -> "No load balancer: give the role lb to two workers, or bring your own.";
      case 1 -> "1 load balancer: requests stop while it is changed. Two are better.";
      default ->
          site.loadBalancers().size() + " load balancers: they are changed one after the other.";
    };
  }
}
