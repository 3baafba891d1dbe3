package io.holdfast.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.ComponentFile;
import io.holdfast.bundle.manifest.ComponentKind;
import io.holdfast.bundle.manifest.Licence;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.manifest.PackagePin;
import io.holdfast.bundle.manifest.Undo;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  private static final String DIGEST = "a".repeat(64);

  private static Site site(int servers, int workers) {
    var text = new StringBuilder("site: big\nengine: nomad\n");
    text.append("access: {user: ops, keyFile: id, sudo: password}\nvault: {keyFile: vault.key}\n");
    text.append("upgrade: {workers: in-place, workerBatch: 5%}\nhosts:\n");
    for (var i = 1; i <= servers; i++) {
      text.append("  - {name: s%d, address: 10.0.0.%d, roles: [server]}\n".formatted(i, i));
    }
    for (var i = 1; i <= workers; i++) {
      var roles = i <= 2 ? "[worker, lb]" : "[worker]";
      text.append(
          "  - {name: w%d, address: 10.1.%d.%d, roles: %s}\n"
              .formatted(i, i / 250, i % 250 + 1, roles));
    }
    return SiteReader.read("site.yaml", text.toString());
  }

  private static Manifest manifest(SortedMap<String, String> versions) {
    var components =
        versions.entrySet().stream().map(it -> component(it.getKey(), it.getValue())).toList();
    return new Manifest(
        "holdfast/manifest/1",
        "big",
        "2",
        "nomad",
        components,
        List.of(),
        VendorSettings.none(),
        List.of(new Blob(DIGEST, 3, List.of(DIGEST))));
  }

  private static Component component(String name, String version) {
    return new Component(
        name,
        ComponentKind.TREE,
        version,
        "linux",
        "amd64",
        new Licence("MIT", DIGEST),
        "made for a test",
        List.of(),
        Undo.LINK,
        List.of(new ComponentFile("bin/" + name, "0755", DIGEST, 3)),
        List.<PackagePin>of(),
        List.of());
  }

  private static SortedMap<String, String> versions(String nomad) {
    var versions = new TreeMap<String, String>();
    versions.put("agent", "0.2.0");
    versions.put("consul", "1.15.4");
    versions.put("docker", "20.10.24");
    versions.put("haproxy", "2.6.12");
    versions.put("nomad", nomad);
    return versions;
  }

  private static Rehearsal upgrade(int servers, int workers) {
    return new Rehearsal(site(servers, workers), manifest(versions("2.0.5")), versions("2.0.4"));
  }

  @Test
  void anUpgradeOfALargeSiteReachesItsEnd() {
    var result = Simulator.run(1, SimOptions.of(upgrade(5, 200)).withoutFaults());
    assertThat(result.violation()).isEmpty();
    var outcome = result.outcome().orElseThrow();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.groups())
        .extracting(group -> group.path() + " " + group.hosts().size())
        .containsExactly("/nomad-servers 5", "/nomad-clients 200");
    assertThat(result.runMs()).isPositive().isLessThan(result.virtualMs());
  }

  @Test
  void whateverGoesWrongTheCustomersUpgradeKeepsThePromises() {
    var rehearsal = upgrade(3, 4);
    var undisturbed = Simulator.run(1, SimOptions.of(rehearsal).withoutFaults());
    var disturbed = new ArrayList<SimResult>();
    for (var seed = 1L; seed <= 20; seed++) {
      disturbed.add(Simulator.run(seed, SimOptions.of(rehearsal)));
    }
    var report = RehearsalReport.of(rehearsal, undisturbed, disturbed, 1);
    assertThat(report.violations()).isZero();
    assertThat(report.completed() + report.putBack()).isEqualTo(20);
    assertThat(report.putBack()).isPositive();
    assertThat(report.changes())
        .containsExactly(new Rehearsal.Change("nomad", Optional.of("2.0.4"), "2.0.5"));
    assertThat(report.longestMs()).isGreaterThan(report.undisturbedMs());
  }

  @Test
  void whereNothingStandsTheInstallationIsRehearsed() {
    var rehearsal = new Rehearsal(site(3, 2), manifest(versions("2.0.5")), new TreeMap<>());
    assertThat(rehearsal.verb()).isEqualTo(Plan.Verb.INSTALL);
    assertThat(rehearsal.changes())
        .extracting(Rehearsal.Change::component)
        .containsExactly("agent", "consul", "docker", "haproxy", "nomad");
    var result = Simulator.run(1, SimOptions.of(rehearsal).withoutFaults());
    assertThat(result.violation()).isEmpty();
    assertThat(result.outcome().orElseThrow().exitCode()).isZero();
  }

  @Test
  void theSameVersionsLeaveNothingToRehearse() {
    var versions = versions("2.0.5");
    assertThat(new Rehearsal(site(3, 2), manifest(versions), versions).changes()).isEmpty();
  }
}
