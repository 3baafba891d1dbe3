package io.holdfast.scheduler.planner;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.List;

/// Who does what in a cluster, by host name in the order of the site file. `hasServices` says
/// whether anything is served at all.
record Topology(
    List<String> servers, List<String> workers, List<String> balancers, boolean hasServices) {

  static Topology of(Site site, Manifest manifest) {
    return of(site, !manifest.vendor().services().isEmpty());
  }

  static Topology of(Site site, boolean hasServices) {
    return new Topology(
        names(site.servers()), names(site.workers()), names(site.loadBalancers()), hasServices);
  }

  private static List<String> names(List<Host> hosts) {
    return hosts.stream().map(Host::name).toList();
  }

  String firstServer() {
    return servers.getFirst();
  }

  boolean isServer(String host) {
    return servers.contains(host);
  }

  boolean isNotServer(String host) {
    return !isServer(host);
  }

  boolean isWorker(String host) {
    return workers.contains(host);
  }

  boolean isBalancer(String host) {
    return balancers.contains(host);
  }

  boolean isAny(String host) {
    return !host.isEmpty();
  }

  /// A host whose backends answer requests has to be taken out of every load balancer first.
  boolean isServing(String host) {
    return workers.contains(host) && !balancers.isEmpty() && hasServices;
  }

  /// Whether nobody answers requests while this host does not.
  boolean servesAlone(String host) {
    return isServing(host) && workers.size() == 1;
  }

  /// How many workers may change at once: where they serve, one that serves has to be left.
  int batch(int wanted) {
    var serving = workers.stream().filter(this::isServing).count();
    return serving == 0 ? wanted : (int) Math.max(1, Math.min(wanted, serving - 1));
  }

  List<String> otherBalancers(String host) {
    return balancers.stream().filter(other -> !other.equals(host)).toList();
  }
}
