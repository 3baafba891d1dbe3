package io.holdfast.scheduler.planner;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.SecretText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What plans are made of, for tests: copies of one file each, hosts that stand as desired, and
/// empty ones.
final class PracticePlans {
  private PracticePlans() {}

  /// Hosts without a reading in `standing` are empty.
  static Plan plan(
      Site site,
      Manifest manifest,
      Plan.Verb verb,
      List<DesiredHost> desired,
      Map<String, HostReading> standing,
      Predicate<Step.Operate> pending) {
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
            operations -> operations.stream().map(pending::test).toList()));
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
        new TreeMap<>(images));
  }
}
