package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Image;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.scheduler.platform.Platform;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.vendor.VendorSettings;
import io.holdfast.templates.yaml.YamlBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The stages in the guide, beside those of real plans: an install, an upgrade of everything on a
/// site that grows, and changes of ports.
class StagesInOrderTest {
  private static final Path GUIDE = Path.of("..", "docs", "how-an-upgrade-runs.md");

  /// A row of the table: its paths, and the engine that alone has them.
  private static final Pattern ROW =
      Pattern.compile("^\\| (`/[^|]+`) \\| (?:`([a-z]+)` )?\\| ", Pattern.MULTILINE);

  private static final Pattern PATH = Pattern.compile("`([^`]+)`");
  private static final String FIREWALL = "network: {firewall: {mode: apply}}\n";

  private static final String SERVICES =
      """
      services:
        - {name: web, image: web, port: 8080, hostPort: 18080}
      """;

  /// What a swarm does not have.
  private static final String JOBS =
      """
      nomad:
        pauseImage: web:1
        jobs:
          - {id: report, specification: {ID: report, Type: batch}}
      """;

  private static List<String> told(Engine engine) throws IOException {
    return ROW.matcher(Files.readString(GUIDE))
        .results()
        .filter(row -> row.group(2) == null || row.group(2).equals(engine.word()))
        .flatMap(row -> PATH.matcher(row.group(1)).results().map(path -> path.group(1)))
        .toList();
  }

  private static Site site(Engine engine, String more) {
    return PracticePlans.site(
        text -> text.replace("site: acme\n", "site: acme\nengine: " + engine.word() + "\n") + more);
  }

  /// `patch` is the last part of every version.
  private static Manifest manifest(Engine engine, String patch) {
    var isNomad = engine == Engine.NOMAD;
    return new Manifest(
        "holdfast/manifest/1",
        "demo",
        patch,
        engine.word(),
        Stream.concat(
                Stream.of(
                    NomadPlannerTest.tree("agent", "0.1." + patch),
                    NomadPlannerTest.tree("consul", "1.15." + patch),
                    NomadPlannerTest.packages("docker", "docker.io", "26.1." + patch),
                    NomadPlannerTest.packages("haproxy", "haproxy", "3.0." + patch)),
                isNomad
                    ? Stream.of(
                        NomadPlannerTest.tree("cni", "1.7." + patch),
                        NomadPlannerTest.tree("nomad", "2.0." + patch))
                    : Stream.of())
            .toList(),
        List.of(new Image("web", "web:1", NomadPlannerTest.DIGEST, "linux/amd64")),
        YamlBinder.read("vendor.yaml", isNomad ? JOBS + SERVICES : SERVICES, VendorSettings.class)
            .value(),
        List.of(new Blob(NomadPlannerTest.DIGEST, 3, List.of(NomadPlannerTest.DIGEST))));
  }

  private static List<DesiredHost> desired(Site site, Manifest manifest) {
    return new Platform(site, manifest, image -> List.of()).hosts();
  }

  private static Map<String, HostReading> standing(Site site, Manifest manifest) {
    return new TreeMap<>(PracticePlans.standing(desired(site, manifest)));
  }

  private static List<String> stages(
      Plan.Verb verb, Site site, Manifest manifest, Map<String, HostReading> standing) {
    return PracticePlans.plan(
            site, manifest, verb, desired(site, manifest), standing, operation -> true)
        .stages()
        .stream()
        .map(Stage::path)
        .toList();
  }

  private static List<String> install(Engine engine) {
    return stages(Plan.Verb.INSTALL, site(engine, FIREWALL), manifest(engine, "4"), Map.of());
  }

  /// All at once: new versions and another port, while a worker is new, and on the other one a
  /// balancer and its engine are stopped and the key of a certificate of before lies about.
  private static List<String> upgrade(Engine engine) {
    var standing = standing(site(engine, FIREWALL), manifest(engine, "4"));
    standing.remove("w2");
    standing.compute("w1", (_, reading) -> stopped(Objects.requireNonNull(reading)));
    var wanted = site(engine, "network: {httpPort: 8080, firewall: {mode: apply}}\n");
    return stages(Plan.Verb.UPGRADE, wanted, manifest(engine, "5"), standing);
  }

  private static HostReading stopped(HostReading reading) {
    var units = new TreeMap<>(reading.units());
    for (var unit : List.of("docker.service", Layout.HAPROXY_UNIT)) {
      units.put(unit, new HostReading.UnitReading("inactive", true, 0, 0));
    }
    var files = new TreeMap<>(reading.files());
    files.put(Layout.HAPROXY_CERTIFICATE, "of before");
    return PracticePlans.reading(reading.current(), files, units, reading.packages());
  }

  /// Servers that are new beside those that stand.
  private static List<String> grow(Engine engine) {
    var standing = standing(site(engine, ""), manifest(engine, "4"));
    standing.remove("s3");
    return stages(Plan.Verb.APPLY, site(engine, ""), manifest(engine, "4"), standing);
  }

  private static List<String> withoutFirewall(Engine engine) {
    var standing = standing(site(engine, FIREWALL), manifest(engine, "4"));
    return stages(Plan.Verb.APPLY, site(engine, ""), manifest(engine, "4"), standing);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void theGuideHasTheStagesOfEveryPlanInTheirOrderAndNoOther(Engine engine) throws IOException {
    var told = told(engine);
    var seen = new LinkedHashSet<String>();
    for (var stages :
        List.of(install(engine), upgrade(engine), grow(engine), withoutFirewall(engine))) {
      assertThat(told).containsSubsequence(stages);
      seen.addAll(stages);
    }
    assertThat(told).doesNotHaveDuplicates();
    assertThat(seen).containsExactlyInAnyOrderElementsOf(told);
  }
}
