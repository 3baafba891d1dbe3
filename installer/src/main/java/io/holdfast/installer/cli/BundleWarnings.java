package io.holdfast.installer.cli;

import io.holdfast.bundle.Bundles.Part;
import io.holdfast.bundle.Bundles.Summary;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.version.VersionWarnings;
import java.util.List;
import java.util.stream.Collectors;

/// What a vendor should know about the versions in a bundle before a customer meets it.
final class BundleWarnings {
  private BundleWarnings() {}

  static List<String> of(Manifest manifest) {
    return VersionWarnings.of(
        List.of(
            manifest.components().stream()
                .collect(Collectors.toMap(Component::name, Component::version))));
  }

  static List<String> of(Summary summary) {
    return VersionWarnings.of(
        List.of(
            summary.components().stream().collect(Collectors.toMap(Part::name, Part::version))));
  }
}
