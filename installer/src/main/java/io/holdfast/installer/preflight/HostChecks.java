package io.holdfast.installer.preflight;

import io.holdfast.bundle.manifest.ComponentKind;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.installer.host.HostFacts;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.PortUse;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The checks of one host, from what a plain script told of it.
final class HostChecks {
  /// What every host must have, whatever it runs.
  private static final List<String> COMMON =
      List.of("find", "head", "sha256sum", "sync", "systemctl", "systemd-run", "tar");

  /// What a host must have that is as those which were tried.
  static final List<String> TOOLS = needed(Family.DEBIAN);

  /// What SELinux is asked and told with, where a host has it.
  static final List<String> LABELLING = List.of("getenforce", "restorecon", "semanage");

  private static final Map<String, String> MACHINES = Map.of("amd64", "x86_64", "arm64", "aarch64");
  private static final String MORE_MEMORY =
      "free -m   # on the host; give it more, or choose another host";
  private static final long LEAST_MEMORY = 900L << 20;
  static final long GOOD_MEMORY = 1900L << 20;

  /// Products that a host may have from elsewhere, by the program and the unit that show it.
  static final List<Product> PRODUCTS =
      List.of(
          new Product(Layout.DOCKER, "dockerd", "docker.service", ProblemId.EXISTING_DOCKER),
          new Product(Layout.CONSUL, "consul", "consul.service", ProblemId.EXISTING_CONSUL),
          new Product(Layout.NOMAD, "nomad", "nomad.service", ProblemId.EXISTING_NOMAD));

  record Product(String component, String program, String unit, ProblemId found) {}

  private final Site site;
  private final Manifest manifest;
  private final Host host;
  private final HostFacts facts;
  private final Optional<String> siteId;
  private final List<Finding> findings = new ArrayList<>();

  HostChecks(Site site, Manifest manifest, Host host, HostFacts facts, Optional<String> siteId) {
    this.site = site;
    this.manifest = manifest;
    this.host = host;
    this.facts = facts;
    this.siteId = siteId;
  }

  List<Finding> run() {
    ok("login", "root through " + site.access().user() + "@" + host.address());
    if (belongsElsewhere()) {
      return findings;
    }
    distribution();
    tools();
    memory();
    disk();
    findings.addAll(MountChecks.of(site, manifest, host, facts));
    ports();
    findings.addAll(UserChecks.of(site, host, facts));
    ProxyChecks.of(site, host, facts).ifPresent(findings::add);
    if (DockerChecks.concerns(site, host)) {
      findings.addAll(DockerChecks.of(facts, host));
    }
    findings.addAll(FirewallChecks.of(site, host, facts));
    if (!isOurs()) {
      leftovers();
      var own = Renderer.components(site, host);
      PRODUCTS.stream().filter(it -> own.contains(it.component())).forEach(this::existing);
    }
    return findings;
  }

  private void ok(String check, String text) {
    findings.add(Finding.ok(check, host.name(), text));
  }

  private void fail(String check, Problem problem) {
    findings.add(Finding.fail(check, problem.withHost(host.name())));
  }

  private void warn(String check, Problem problem) {
    findings.add(Finding.warn(check, problem.withHost(host.name())));
  }

  private boolean isOurs() {
    return siteId.isPresent() && facts.reading().siteId().equals(siteId);
  }

  /// What else is there on a host of another cluster is none of our business.
  private boolean belongsElsewhere() {
    var theirs = facts.reading().siteId();
    if (theirs.isEmpty() || theirs.equals(siteId)) {
      ok("cluster", theirs.isPresent() ? "belongs to this site" : "belongs to no site yet");
      return false;
    }
    fail(
        "cluster",
        Problem.of(ProblemId.OTHER_CLUSTER, "The host belongs to another cluster")
            .withEvidence("its site is " + theirs.get() + ", ours is " + siteId.orElse("new"))
            .withFix(
                "holdfast attach USER@SERVER --known-hosts FILE   # if it is the same cluster, seen from a new"
                    + " machine"));
    return true;
  }

  private static List<String> needed(Family family) {
    return Stream.concat(COMMON.stream(), family.programs().stream()).sorted().toList();
  }

  private Family family() {
    return Family.of(facts.system());
  }

  private void distribution() {
    var name = facts.system() + " " + facts.systemVersion();
    if (!family().isWrittenFor(facts.system(), facts.systemVersion())) {
      fail(
          "system",
          Problem.of(
                  ProblemId.DISTRIBUTION_UNSUPPORTED,
                  "The distribution " + name + " is not supported")
              .withFix("use Debian 12 or 13 (docs/support-matrix.md)"));
      return;
    }
    if (!family().isAccepted()) {
      fail(
          "system",
          Problem.of(
                  ProblemId.DISTRIBUTION_UNSUPPORTED,
                  "Holdfast is written for " + name + ", and was never tried there")
              .withEvidence("docs/support-matrix.md says what that means")
              .withFix(
                  "use Debian 12 or 13",
                  "--skip "
                      + ProblemId.DISTRIBUTION_UNSUPPORTED
                      + "@"
                      + host.name()
                      + "=REASON   # with holdfast install, on machines for trials"));
    }
    packageFormat();
    var wanted =
        manifest.components().stream()
            .map(component -> component.arch())
            .distinct()
            .sorted()
            .toList();
    var fits =
        wanted.stream()
            .allMatch(
                arch -> arch.equals("all") || facts.architecture().equals(MACHINES.get(arch)));
    if (fits && family().isAccepted()) {
      ok("system", name + " on " + facts.architecture());
    } else if (!fits) {
      fail(
          "system",
          Problem.of(
                  ProblemId.DISTRIBUTION_UNSUPPORTED,
                  "The bundle is for "
                      + String.join(", ", wanted)
                      + ", the host is "
                      + facts.architecture())
              .withFix(
                  "holdfast bundle inspect BUNDLE --trust FILE   # take one made for this host",
                  "or choose another host"));
    }
  }

  /// No reason makes a package of the one family one of the other.
  private void packageFormat() {
    var foreign = family().foreign(manifest);
    if (!foreign.isEmpty()) {
      fail(
          "system",
          Problem.of(
                  ProblemId.PACKAGES_FOREIGN,
                  "The bundle brings "
                      + String.join(", ", foreign)
                      + " as packages of another distribution than "
                      + facts.system())
              .withFix(
                  "ask the vendor for a bundle made for these hosts",
                  "or choose another host: docs/support-matrix.md"));
    }
  }

  /// The systems that are supported, for people.
  static String distributions() {
    return Family.DEBIAN.title();
  }

  /// SELinux needs its own programs, and knows no folder outside of /opt that holds programs.
  private List<String> neededHere() {
    var needed = new ArrayList<>(needed(family()));
    if (facts.tools().containsKey("getenforce")) {
      needed.add("restorecon");
      if (!site.places().program().startsWith("/opt/")) {
        needed.add("semanage");
      }
    }
    return needed;
  }

  private void tools() {
    var missing = neededHere().stream().filter(tool -> !facts.tools().containsKey(tool)).toList();
    if (missing.isEmpty()) {
      ok("tools", "all there");
    } else {
      fail(
          "tools",
          Problem.of(
                  ProblemId.DISTRIBUTION_UNSUPPORTED,
                  "Programs of the system are missing: " + String.join(", ", missing))
              .withFix("on the host: " + family().command() + " " + family().packagesOf(missing)));
    }
  }

  private void memory() {
    var bytes = facts.reading().memoryBytes();
    var text = (bytes >> 20) + " MiB";
    if (bytes < LEAST_MEMORY) {
      fail(
          "memory",
          Problem.of(ProblemId.MEMORY, "The host has " + text + " of memory; it needs 1 GiB")
              .withFix(MORE_MEMORY));
    } else if (bytes < GOOD_MEMORY) {
      warn(
          "memory",
          Problem.of(ProblemId.MEMORY, "The host has " + text + " of memory; 2 GiB are better")
              .withFix(MORE_MEMORY));
    } else {
      ok("memory", text);
    }
  }

  /// What an install or upgrade needs at most, by folder; folders on one file system are added up.
  static Map<String, Long> neededBytes(Site site, Manifest manifest) {
    long images = manifest.images().isEmpty() ? 0 : manifest.size() - componentBytes(manifest);
    var needed = new TreeMap<String, Long>();
    needed.put(site.places().program(), componentBytes(manifest) + (64L << 20));
    needed.put(site.places().data(), manifest.size() + (256L << 20));
    needed.put(site.places().dockerRoot(), 3 * Math.max(0, images) + (64L << 20));
    needed.put("/usr", 4 * packageBytes(manifest));
    return needed;
  }

  private static long componentBytes(Manifest manifest) {
    return manifest.components().stream().mapToLong(component -> component.size()).sum();
  }

  private static long packageBytes(Manifest manifest) {
    return manifest.components().stream()
        .filter(component -> component.kind() == ComponentKind.PACKAGES)
        .mapToLong(component -> component.size())
        .sum();
  }

  private void disk() {
    var needed = new TreeMap<String, Long>();
    var free = new TreeMap<String, Long>();
    var folders = new TreeMap<String, List<String>>();
    neededBytes(site, manifest)
        .forEach(
            (asked, bytes) -> {
              var folder = asFound(asked);
              Optional.ofNullable(facts.reading().places().get(folder))
                  .ifPresent(
                      place -> {
                        needed.merge(place.mount(), bytes, Long::sum);
                        free.put(place.mount(), place.freeBytes());
                        folders.computeIfAbsent(place.mount(), _ -> new ArrayList<>()).add(folder);
                      });
            });
    needed.forEach(
        (mount, bytes) ->
            disk(
                mount,
                bytes,
                free.getOrDefault(mount, 0L),
                folders.getOrDefault(mount, List.of())));
  }

  /// A Docker that is there keeps its data where it was told to.
  private String asFound(String folder) {
    return folder.equals(site.places().dockerRoot()) && DockerChecks.concerns(site, host)
        ? DockerChecks.root(facts).orElse(folder)
        : folder;
  }

  private void disk(String mount, long needed, long free, List<String> folders) {
    var text = mib(needed) + " needed on " + mount + ", " + mib(free) + " free";
    if (free < needed) {
      fail(
          "disk",
          Problem.of(ProblemId.DISK_SPACE, "There is too little room on " + mount)
              .withEvidence(text + " (" + String.join(", ", folders) + ")")
              .withFix(
                  "make room, or name a folder on another file system under places in site.yaml"));
    } else {
      ok("disk", text);
    }
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
  }

  private void ports() {
    var taken = 0;
    var uses = Renderer.ports(site, host, manifest.vendor());
    for (var use : uses) {
      if (!isRunByUs(use) && isTaken(use)) {
        taken++;
        fail(
            "ports",
            Problem.of(
                    ProblemId.PORT_TAKEN,
                    "Port "
                        + use.port()
                        + "/"
                        + word(use)
                        + " is taken; "
                        + use.component()
                        + " needs it")
                .withEvidence(socket(use))
                .withFix(
                    "ss -lntup 'sport = :" + use.port() + "'",
                    "stop what listens there, or choose another port in site.yaml"));
      }
    }
    if (taken == 0) {
      ok("ports", uses.size() + " needed, none taken by others");
    }
  }

  private boolean isRunByUs(PortUse use) {
    return isOurs() && (facts.reading().current().containsKey(use.component()) || isService(use));
  }

  private boolean isService(PortUse use) {
    return manifest.vendor().services().stream()
        .anyMatch(service -> service.name().equals(use.component()));
  }

  private boolean isTaken(PortUse use) {
    var addresses = facts.listening().getOrDefault(word(use) + ":" + use.port(), List.of());
    return addresses.stream().anyMatch(address -> overlaps(address, use.address()));
  }

  private static boolean overlaps(String taken, String wanted) {
    return taken.equals(wanted)
        || taken.equals("0.0.0.0")
        || taken.equals("::")
        || wanted.equals("0.0.0.0");
  }

  private String socket(PortUse use) {
    return facts.sockets().stream()
        .filter(line -> line.startsWith(word(use)) && line.contains(":" + use.port() + " "))
        .findFirst()
        .orElse("something listens on " + word(use) + " port " + use.port());
  }

  private static String word(PortUse use) {
    return use.protocol().name().toLowerCase(Locale.ROOT);
  }

  private void leftovers() {
    var found =
        facts.existing().stream()
            .filter(path -> leftoverPaths(site).contains(path))
            .filter(path -> !isOfDocker(path) || !DockerChecks.concerns(site, host))
            .toList();
    if (found.isEmpty()) {
      ok("leftovers", "none");
    } else {
      fail(
          "leftovers",
          Problem.of(ProblemId.LEFTOVERS, "The host has data of another installation")
              .withEvidence(String.join(", ", found))
              .withFix("look at it, then move it away or remove it"));
    }
  }

  private boolean isOfDocker(String path) {
    return path.startsWith(site.places().dockerRoot() + "/swarm/");
  }

  static List<String> leftoverPaths(Site site) {
    return List.of(
        site.places().data() + "/consul/raft",
        site.places().dockerRoot() + "/swarm/docker-state.json",
        Layout.nomadData(site.places().data()) + "/server/raft",
        Layout.nomadData(site.places().data()) + "/client",
        Layout.CONSUL_SECRETS,
        Layout.NOMAD_SECRETS,
        "/etc/systemd/system/holdfast-consul.service",
        "/etc/systemd/system/holdfast-nomad.service");
  }

  private String[] wayOut(Product product) {
    var remove = "remove it from the host first, or choose another host";
    var canBeUsed = product.component().equals(Layout.DOCKER) && site.engine() == Engine.NOMAD;
    return canBeUsed
        ? new String[] {
          remove, "or write \"existing: {docker: use}\" in site.yaml: it is used as it stands"
        }
        : new String[] {remove};
  }

  private void existing(Product product) {
    var state = facts.reading().units().get(product.unit());
    var isThere = facts.tools().containsKey(product.program()) || state != null;
    if (!isThere) {
      ok(product.component(), "not there yet");
      return;
    }
    var evidence =
        facts.tools().getOrDefault(product.program(), product.unit())
            + (state == null ? "" : " (" + product.unit() + " is " + state.activeState() + ")");
    fail(
        product.component(),
        Problem.of(
                product.found(),
                "The host has a " + product.component() + " that Holdfast did not install")
            .withEvidence(evidence)
            .withFix(wayOut(product)));
  }
}
