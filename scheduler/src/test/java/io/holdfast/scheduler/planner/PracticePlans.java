package io.holdfast.scheduler.planner;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.SecretText;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What plans are made of, for tests: copies of one file each, hosts that stand as desired, and
/// empty ones.
final class PracticePlans {
  /// The roles of the servers in the text of the site.
  static final String SERVER = "roles: [server]}";

  private PracticePlans() {}

  /// Three servers and two workers that balance too, with its text changed in some way.
  static Site site(UnaryOperator<String> change) {
    var text =
        """
        site: acme
        access: {user: ops, keyFile: id, sudo: password}
        vault: {keyFile: vault.key}
        hosts:
          - {name: s1, address: 10.0.0.1, roles: [server]}
          - {name: s2, address: 10.0.0.2, roles: [server]}
          - {name: s3, address: 10.0.0.3, roles: [server]}
          - {name: w1, address: 10.0.0.4, roles: [worker, lb]}
          - {name: w2, address: 10.0.0.5, roles: [worker, lb]}
        """;
    return SiteReader.read("site.yaml", change.apply(text));
  }

  /// The same while these hosts give no answer.
  static Plan planWithout(
      List<String> absent,
      Site site,
      Manifest manifest,
      Plan.Verb verb,
      List<DesiredHost> desired,
      Map<String, HostReading> standing) {
    var readings = new TreeMap<>(standing);
    readings.keySet().removeAll(absent);
    return Planner.plan(
        new PlanInput(
            verb,
            site,
            "id-1",
            "site-digest",
            manifest,
            "bundle-digest",
            desired.stream().filter(host -> !absent.contains(host.host())).toList(),
            readings,
            SecretText::sha256,
            operations -> operations.stream().map(_ -> true).toList(),
            absent,
            Stays.NONE));
  }

  /// Hosts without a reading in `standing` are empty.
  static Plan plan(
      Site site,
      Manifest manifest,
      Plan.Verb verb,
      List<DesiredHost> desired,
      Map<String, HostReading> standing,
      Predicate<Step.Operate> pending) {
    return plan(site, manifest, verb, desired, standing, pending, Stays.NONE);
  }

  /// The same where some of it stays as it stands.
  static Plan plan(
      Site site,
      Manifest manifest,
      Plan.Verb verb,
      List<DesiredHost> desired,
      Map<String, HostReading> standing,
      Predicate<Step.Operate> pending,
      Stays stays) {
    var readings = new TreeMap<String, HostReading>();
    site.hosts()
        .forEach(
            host ->
                readings.put(
                    host.name(),
                    standing.getOrDefault(
                        host.name(), reading(Map.of(), Map.of(), Map.of(), Map.of()))));
    return Planner.plan(
        new PlanInput(
            verb,
            site,
            "id-1",
            "site-digest",
            manifest,
            "bundle-digest",
            desired,
            readings,
            SecretText::sha256,
            operations -> operations.stream().map(pending::test).toList(),
            List.of(),
            stays));
  }

  static DesiredCopy copy(
      String component,
      DesiredCopy.Kind kind,
      String version,
      String unit,
      List<Action.PackageVersion> packages) {
    return new DesiredCopy(
        component,
        kind,
        version,
        List.of(
            new Action.CopyFile(
                "bin/" + component, "0755", Optional.of("a".repeat(64)), Optional.empty())),
        List.of(),
        packages,
        List.of(unit),
        Optional.empty(),
        List.of(),
        List.of(),
        DesiredCopy.TakesOver.RESTART,
        List.of());
  }

  static Map<String, HostReading> standing(List<DesiredHost> desired) {
    var readings = new TreeMap<String, HostReading>();
    for (var host : desired) {
      var current = new TreeMap<String, String>();
      var units = new TreeMap<String, HostReading.UnitReading>();
      var packages = new TreeMap<String, String>();
      var files = new TreeMap<String, String>();
      var images = new TreeMap<String, String>();
      host.images()
          .forEach(
              image -> images.put(image.repository() + ":" + image.tag(), image.manifestDigest()));
      for (var copy : host.copies().values()) {
        current.put(copy.component(), copy.copyId());
        copy.units()
            .forEach(unit -> units.put(unit, new HostReading.UnitReading("active", true, 7, 1)));
        copy.packages().forEach(pack -> packages.put(pack.name(), pack.version()));
        copy.placed().forEach(file -> files.put(file.path(), file.text().sha256()));
      }
      readings.put(host.host(), reading(current, files, units, packages, images));
    }
    return readings;
  }

  static HostReading reading(
      Map<String, String> current,
      Map<String, String> files,
      Map<String, HostReading.UnitReading> units,
      Map<String, String> packages) {
    return reading(current, files, units, packages, Map.of());
  }

  private static HostReading reading(
      Map<String, String> current,
      Map<String, String> files,
      Map<String, HostReading.UnitReading> units,
      Map<String, String> packages,
      Map<String, String> images) {
    return new HostReading(
        Optional.of("id-1"),
        "machine",
        "boot",
        1,
        1,
        1,
        1,
        new TreeMap<>(current),
        new TreeMap<>(),
        new TreeMap<>(files),
        new TreeMap<>(units),
        new TreeMap<>(packages),
        new TreeMap<>(),
        new TreeMap<>(images),
        Optional.empty());
  }

  static HostReading firewall(@Nullable HostReading of, boolean isLoaded) {
    var reading = Objects.requireNonNull(of);
    return new HostReading(
        reading.siteId(),
        reading.machineId(),
        reading.bootId(),
        reading.uptimeMs(),
        reading.clockMs(),
        reading.memoryBytes(),
        reading.cpus(),
        reading.current(),
        reading.copies(),
        reading.files(),
        reading.units(),
        reading.packages(),
        reading.places(),
        reading.images(),
        Optional.of(isLoaded));
  }

  static Stage stage(Plan plan, String path) {
    return plan.stages().stream()
        .filter(stage -> stage.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  static Stage.Group group(Plan plan, String path) {
    return (Stage.Group) stage(plan, path);
  }

  static List<String> hosts(Stage stage) {
    return stage.planned().stream().map(Step::host).distinct().toList();
  }

  static List<String> gates(List<GateSpec> gates) {
    return gates.stream().map(GateSpec::gate).toList();
  }

  /// The last parts of their paths.
  static List<String> names(List<Step> steps) {
    return steps.stream()
        .map(step -> step.path().substring(step.path().lastIndexOf('/') + 1))
        .toList();
  }

  /// The one whose path ends so.
  static Step step(List<Step> steps, String name) {
    return steps.stream()
        .filter(step -> step.path().endsWith("/" + name))
        .findFirst()
        .orElseThrow();
  }

  static List<String> operations(List<Step> steps) {
    return steps.stream().map(step -> operate(step).operation()).toList();
  }

  static Step.Operate operate(Step step) {
    return Optional.of(step.work())
        .filter(Step.Operate.class::isInstance)
        .map(Step.Operate.class::cast)
        .orElseThrow();
  }
}
