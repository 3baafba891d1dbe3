package io.holdfast.installer.cli;

import io.holdfast.bundle.Bundles.Part;
import io.holdfast.bundle.Bundles.Summary;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.version.VersionWarnings;
import io.holdfast.templates.text.FreeJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a vendor should know about the versions in a bundle before a customer meets it.
final class BundleWarnings {
  private BundleWarnings() {}

  static List<String> of(Manifest manifest) {
    return warnings(
        manifest.hops().stream().map(hop -> ofComponents(hop.components())).toList(),
        ofComponents(manifest.components()),
        manifest.vendor().configs());
  }

  static List<String> of(Summary summary) {
    return warnings(
        summary.stops().stream().map(stop -> ofParts(stop.components())).toList(),
        ofParts(summary.components()),
        summary.settings());
  }

  /// What a stop does not name is there as in the bundle itself.
  private static List<String> warnings(
      List<Map<String, String>> stops, Map<String, String> target, Map<String, FreeJson> settings) {
    var all = new ArrayList<Map<String, String>>();
    for (var stop : stops) {
      var versions = new TreeMap<>(target);
      versions.putAll(stop);
      all.add(versions);
    }
    all.add(target);
    return VersionWarnings.of(all, settings);
  }

  private static Map<String, String> ofComponents(List<Component> components) {
    return components.stream().collect(Collectors.toMap(Component::name, Component::version));
  }

  private static Map<String, String> ofParts(List<Part> parts) {
    return parts.stream().collect(Collectors.toMap(Part::name, Part::version));
  }
}
