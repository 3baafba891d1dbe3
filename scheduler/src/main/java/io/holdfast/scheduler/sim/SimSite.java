package io.holdfast.scheduler.sim;

import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Image;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.FinalizePlans;
import io.holdfast.scheduler.planner.Pending;
import io.holdfast.scheduler.planner.PlanInput;
import io.holdfast.scheduler.planner.Planner;
import io.holdfast.scheduler.planner.RebootPlans;
import io.holdfast.scheduler.planner.Stays;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Secret;
import io.holdfast.templates.text.SecretText;
import io.holdfast.templates.text.Sha256;
import io.holdfast.templates.vendor.ServiceSpec;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The site of one seed, what stood on its hosts and what shall stand there; the real planner makes
/// the plans. Copies are of one file each, and every settings file holds a secret.
///
/// @param back where the site goes back: the earlier bundle, of which not all is wanted
record SimSite(
    Site site,
    Manifest manifest,
    List<DesiredHost> before,
    List<DesiredHost> wanted,
    String mode,
    Optional<SimWayBack> back) {
  static final String ID = "sim-site";
  private static final int BACK_SECONDS = 900;

  /// Must never be seen outside the hosts' own files (B3-10).
  static final String CANARY = "canary-5ecre7";

  /// Unit by component.
  static final Map<String, String> UNITS =
      Map.of(
          Layout.AGENT, Layout.AGENT_UNIT,
          Layout.CONSUL, Layout.CONSUL_UNIT,
          Layout.DOCKER, Layout.DOCKER_UNIT,
          Layout.HAPROXY, Layout.HAPROXY_UNIT,
          Layout.NOMAD, Layout.NOMAD_UNIT);

  private static final Map<String, List<String>> VERSIONS =
      Map.of(
          Layout.AGENT, List.of("0.1.0", "0.2.0"),
          Layout.CONSUL, List.of("1.15.3", "1.15.4"),
          Layout.DOCKER, List.of("20.10.24", "20.10.25"),
          Layout.HAPROXY, List.of("3.0.10", "3.0.11"),
          Layout.NOMAD, List.of("2.0.4", "2.0.5"));

  /// What a seed may ask for.
  record Shape(String engine, int servers, int workers, boolean bothRoles, String mode, int batch) {
    static Shape of(Seed seed) {
      return new Shape(
          seed.pick(List.of("nomad", "nomad", "swarm")),
          seed.pick(List.of(3, 3, 3, 3, 5, 1)),
          seed.pick(List.of(2, 2, 3)),
          seed.chance(2_000),
          seed.pick(List.of("in-place", "in-place", "wait", "migrate")),
          seed.pick(List.of(1, 1, 2)));
    }

    Shape withOneWorker() {
      return new Shape(engine, servers, 1, false, mode, batch);
    }
  }

  /// Sites by their shapes, of which there are some hundred: reading one takes as long as a tenth
  /// of a run.
  private static final Map<Shape, Site> SITES = new ConcurrentHashMap<>();

  /// One site of eleven has a single worker, but where hosts leave and it would be the only one
  /// that could. Like the verb that is taken from the seed's number, so that the others have the
  /// chances they always had.
  static SimSite of(Seed seed, long number, Plan.Verb verb) {
    var drawn = Shape.of(seed);
    var hasOne =
        Math.floorMod(number, 11) == 3 && (verb != Plan.Verb.REMOVE || drawn.servers() == 5);
    var shape = hasOne ? drawn.withOneWorker() : drawn;
    var site = SITES.computeIfAbsent(shape, SimSite::site);
    if (verb == Plan.Verb.ROLLBACK) {
      return goingBack(site, shape, SimWayBack.of(seed, site));
    }
    var changed = new ArrayList<String>();
    if (verb == Plan.Verb.UPGRADE) {
      changed.add(seed.chance(5_000) ? Layout.CONSUL : engineOf(site));
      for (var other : List.of(Layout.AGENT, Layout.CONSUL, Layout.DOCKER, Layout.HAPROXY)) {
        if (seed.chance(2_000)) {
          changed.add(other);
        }
      }
    }
    return new SimSite(
        site,
        manifest(shape.engine()),
        hosts(site, component -> Optional.of(version(component, 0))),
        hosts(
            site,
            component -> Optional.of(version(component, changed.contains(component) ? 1 : 0))),
        shape.mode(),
        Optional.empty());
  }

  private static SimSite goingBack(Site site, Shape shape, SimWayBack back) {
    return new SimSite(
        site,
        manifest(shape.engine()),
        back.before(),
        back.wanted(),
        shape.mode(),
        Optional.of(back));
  }

  /// The site of a customer.
  static SimSite of(Rehearsal rehearsal) {
    var site = rehearsal.site();
    return new SimSite(
        site,
        rehearsal.manifest(),
        hosts(site, rehearsal::before),
        hosts(site, rehearsal::wanted),
        site.upgrade().workers().word(),
        Optional.empty());
  }

  /// The older one is at 0.
  static String version(String component, int at) {
    return VERSIONS.getOrDefault(component, List.of()).get(at);
  }

  /// The component that holds the state of a site's engine.
  static String engineOf(Site site) {
    return site.engine().word().equals("nomad") ? Layout.NOMAD : Layout.DOCKER;
  }

  private static Site site(Shape shape) {
    var text = new StringBuilder("site: sim\nengine: " + shape.engine() + "\n");
    text.append("access: {user: ops, keyFile: id, sudo: password}\n");
    text.append("vault: {keyFile: vault.key}\n");
    text.append("upgrade: {workers: " + shape.mode() + ", workerBatch: " + shape.batch());
    text.append(", drainSeconds: 20, waitSeconds: 60}\nhosts:\n");
    for (var i = 1; i <= shape.servers(); i++) {
      text.append(host("s" + i, "10.0.0." + i, serverRoles(shape, i)));
    }
    for (var i = 1; i <= shape.workers(); i++) {
      text.append(host("w" + i, "10.0.0." + (100 + i), i <= 2 ? "[worker, lb]" : "[worker]"));
    }
    return SiteReader.read("site.yaml", text.toString());
  }

  /// There are always two balancers.
  private static String serverRoles(Shape shape, int number) {
    if (shape.workers() == 1 && number == 1) {
      return "[server, lb]";
    }
    return shape.bothRoles() ? "[server, worker]" : "[server]";
  }

  private static String host(String name, String address, String roles) {
    return "  - {name: " + name + ", address: " + address + ", roles: " + roles + "}\n";
  }

  private static Manifest manifest(String engine) {
    var digest = "a".repeat(64);
    var service =
        new ServiceSpec(
            "web", "web", 8080, 8080, 1, "/health", Map.of(), Optional.empty(), 100, 128);
    return new Manifest(
        "holdfast/manifest/1",
        "sim",
        "2",
        engine,
        List.of(),
        List.of(new Image("web", "web:1", digest, "linux/amd64")),
        VendorSettings.none().withServices(List.of(service)),
        List.of(new Blob(digest, 3, List.of(digest))));
  }

  /// `version` is empty for a component that is not there.
  private static List<DesiredHost> hosts(Site site, Function<String, Optional<String>> version) {
    return site.hosts().stream().map(host -> host(site, host, version)).toList();
  }

  private static DesiredHost host(
      Site site, Host host, Function<String, Optional<String>> version) {
    var copies = new TreeMap<String, DesiredCopy>();
    for (var component : components(site, host)) {
      version.apply(component).ifPresent(at -> copies.put(component, copy(component, at)));
    }
    return new DesiredHost(host.name(), copies, List.of());
  }

  static List<String> components(Site site, Host host) {
    var all = new ArrayList<>(List.of(Layout.AGENT, Layout.CONSUL));
    var nomad = site.engine().word().equals("nomad");
    if (nomad) {
      all.add(Layout.NOMAD);
    }
    if (!nomad || host.is(Role.WORKER)) {
      all.add(Layout.DOCKER);
    }
    if (host.is(Role.LB)) {
      all.add(Layout.HAPROXY);
    }
    return all;
  }

  static DesiredCopy copy(String component, String version) {
    var packaged = component.equals(Layout.DOCKER) || component.equals(Layout.HAPROXY);
    var reloads = component.equals(Layout.HAPROXY);
    var text = component + " " + version + ", token {{secret:sim.canary}}\n";
    return new DesiredCopy(
        component,
        packaged ? DesiredCopy.Kind.PACKAGES : DesiredCopy.Kind.TREE,
        version,
        List.of(
            new Action.CopyFile(
                "bin/" + component,
                "0755",
                Optional.of(Sha256.of(component + version)),
                Optional.empty())),
        List.of(new Action.PlaceFile(config(component), "0640", "root:root", SecretText.of(text))),
        packaged ? List.of(new Action.PackageVersion(component, version)) : List.of(),
        List.of(UNITS.getOrDefault(component, component)),
        Optional.empty(),
        List.of(),
        List.of(),
        reloads ? DesiredCopy.TakesOver.RELOAD : DesiredCopy.TakesOver.RESTART,
        List.of());
  }

  static String config(String component) {
    return "/etc/holdfast/" + component + ".conf";
  }

  static Secret secret(String name) {
    return Secret.of(CANARY + "-" + name);
  }

  static String resolved(SecretText text) {
    return text.hasSecrets() ? text.resolve(SimSite::secret).reveal() : text.text();
  }

  /// Of hosts that all answer but for workers that are left out.
  Plan plan(Plan.Verb verb, Map<String, HostReading> readings, Pending pending) {
    return switch (verb) {
      case REBOOT -> reboots(readings, pending);
      case FINALIZE -> finals(readings);
      default ->
          planned(
              verb,
              bundled(),
              readings,
              pending,
              back.map(_ -> Stays.goingBack(site.engine())).orElse(Stays.NONE));
    };
  }

  /// A copy as an earlier release left it beside the one that stands.
  static String earlier(DesiredCopy copy) {
    return "0.0.1-" + copy.component();
  }

  private Plan finals(Map<String, HostReading> readings) {
    var asked = new TreeMap<String, HostReading>();
    readings.forEach((host, reading) -> asked.put(host, reading.withUndo(undo(reading))));
    return new FinalizePlans(site, ID, "site-digest").of(asked, absent(readings));
  }

  private static HostReading.UndoReading undo(HostReading reading) {
    var copies = new TreeMap<String, Long>();
    reading
        .copies()
        .forEach(
            (component, all) ->
                all.stream()
                    .filter(copyId -> !copyId.equals(reading.current().get(component)))
                    .forEach(copyId -> copies.put(component + "/" + copyId, 1L)));
    return new HostReading.UndoReading(copies, new TreeMap<>(), new TreeMap<>());
  }

  private List<String> absent(Map<String, HostReading> readings) {
    return site.hosts().stream().map(Host::name).filter(it -> !readings.containsKey(it)).toList();
  }

  /// Of all hosts; a single server is left alone, for nothing holds the lock while it boots.
  private Plan reboots(Map<String, HostReading> readings, Pending pending) {
    var standing = new TreeMap<String, SortedMap<String, String>>();
    readings.forEach((host, reading) -> standing.put(host, reading.current()));
    var hosts = new TreeSet<>(standing.keySet());
    if (servers().size() == 1) {
      hosts.removeAll(servers());
    }
    return new RebootPlans(site, ID, "site-digest", standing, pending, BACK_SECONDS).of(hosts);
  }

  Plan planned(
      Plan.Verb verb,
      List<DesiredHost> desired,
      Map<String, HostReading> readings,
      Pending pending,
      Stays stays) {
    var absent = absent(readings);
    return Planner.plan(
        new PlanInput(
            verb,
            site,
            ID,
            "site-digest",
            manifest,
            "bundle-digest",
            desired.stream().filter(host -> !absent.contains(host.host())).toList(),
            readings,
            text -> Sha256.of(resolved(text)),
            pending,
            absent,
            stays));
  }

  /// What the bundle has, which is what shall stand but for a way back.
  List<DesiredHost> bundled() {
    return back.map(SimWayBack::bundled).orElse(wanted);
  }

  /// Whether a copy of a component is older than what its servers had before a way back.
  boolean isBehind(String component, String copyId) {
    return back.isPresent()
        && servers().stream()
            .flatMap(server -> copyOn(before, server, component).stream())
            .noneMatch(copy -> copy.version().equals(DesiredCopy.versionOf(copyId)));
  }

  /// Whether servers get a component in another version.
  boolean isRenewed(String component) {
    return servers().stream()
        .anyMatch(
            server ->
                !copyOn(before, server, component)
                    .map(DesiredCopy::version)
                    .equals(copyOn(wanted, server, component).map(DesiredCopy::version)));
  }

  List<String> servers() {
    return site.servers().stream().map(Host::name).toList();
  }

  List<String> workers() {
    return site.workers().stream().map(Host::name).toList();
  }

  List<String> balancers() {
    return site.loadBalancers().stream().map(Host::name).toList();
  }

  boolean isNomad() {
    return site.engine().word().equals("nomad");
  }

  static Optional<DesiredCopy> copyOn(List<DesiredHost> hosts, String host, String component) {
    return hosts.stream()
        .filter(found -> found.host().equals(host))
        .findFirst()
        .flatMap(found -> found.copy(component));
  }

  /// The component whose unit this is.
  static String componentOf(String unit) {
    return UNITS.entrySet().stream()
        .filter(entry -> entry.getValue().equals(unit))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(unit);
  }
}
