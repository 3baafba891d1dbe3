package io.holdfast.installer.preflight;

import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.ComponentKind;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.installer.host.HostFacts;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Whether the file systems of a host, of which a company may have many, let be done what is
/// needed: written where something is written, and started where programs lie. Nothing of ours is
/// started from `/tmp`, so that may stay `noexec`.
final class MountChecks {
  private static final String CHECK = "mounts";

  /// Where the package manager keeps and starts the scripts of packages.
  private static final String PACKAGES = "/var/lib/dpkg";

  private static final String SETTINGS = "/etc";
  private static final String SYSTEM = "/usr";

  private final Site site;
  private final Host host;
  private final HostFacts facts;
  private final List<Finding> findings = new ArrayList<>();

  private MountChecks(Site site, Host host, HostFacts facts) {
    this.site = site;
    this.host = host;
    this.facts = facts;
  }

  /// Folders to ask about, besides those that room is needed in.
  static List<String> folders() {
    return List.of(SETTINGS, SYSTEM, PACKAGES);
  }

  static List<Finding> of(Site site, Manifest manifest, Host host, HostFacts facts) {
    var checks = new MountChecks(site, host, facts);
    checks.places(manifest);
    if (checks.findings.isEmpty()) {
      checks.findings.add(
          Finding.ok(CHECK, host.name(), "what is needed can be written and started"));
    }
    return checks.findings;
  }

  private void places(Manifest manifest) {
    var places = site.places();
    written(places.program(), "places.program");
    started(places.program(), "programs of the platform", "places.program");
    written(places.data(), "places.data");
    written(SETTINGS, "");
    if (runsContainers()) {
      written(
          DockerChecks.concerns(site, host)
              ? DockerChecks.root(facts).orElse(places.dockerRoot())
              : places.dockerRoot(),
          "places.dockerRoot");
    }
    if (getsPackages(manifest)) {
      written(SYSTEM, "");
      written(PACKAGES, "");
      started(PACKAGES, "scripts of packages", "");
    }
    if (site.engine() == Engine.NOMAD && host.is(Role.WORKER) && has(places.data(), "noexec")) {
      var problem =
          problem(
              places.data(),
              "Tasks that Nomad runs without a container cannot be started",
              "noexec");
      findings.add(Finding.warn(CHECK, problem.withFix(way(places.data(), "places.data", "exec"))));
    }
  }

  private boolean runsContainers() {
    return host.is(Role.WORKER) || (site.engine() == Engine.SWARM && host.is(Role.SERVER));
  }

  private boolean getsPackages(Manifest manifest) {
    var own = Renderer.components(site, host);
    return manifest.components().stream()
        .filter(component -> component.kind() == ComponentKind.PACKAGES)
        .map(Component::name)
        .anyMatch(own::contains);
  }

  private void written(String folder, String key) {
    if (has(folder, "ro")) {
      fail(problem(folder, "Nothing can be written to " + folder, "ro"), way(folder, key, "rw"));
    }
  }

  private void started(String folder, String what, String key) {
    if (has(folder, "noexec")) {
      var text = "No program can be started from " + folder + ": it holds " + what;
      fail(problem(folder, text, "noexec"), way(folder, key, "exec"));
    }
  }

  private boolean has(String folder, String option) {
    return Arrays.asList(facts.mountOptions().getOrDefault(folder, "").split(",")).contains(option);
  }

  private Problem problem(String folder, String what, String option) {
    var place = facts.reading().places().get(folder);
    return Problem.of(ProblemId.MOUNT_UNFIT, what)
        .withHost(host.name())
        .withEvidence((place == null ? folder : place.mount()) + " is mounted " + option);
  }

  private void fail(Problem problem, String... fix) {
    findings.add(Finding.fail(CHECK, problem.withFix(fix)));
  }

  private String[] way(String folder, String key, String option) {
    var place = facts.reading().places().get(folder);
    var mount = place == null ? folder : place.mount();
    var remount = "mount -o remount," + option + " " + mount + "   # and in /etc/fstab";
    return key.isEmpty()
        ? new String[] {remount}
        : new String[] {remount, "or name another folder as " + key + " in site.yaml"};
  }
}
