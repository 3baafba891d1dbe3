package io.holdfast.installer.preflight;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.templates.vendor.ServiceSpec;
import io.holdfast.templates.vendor.VendorSettings;
import io.holdfast.templates.yaml.YamlBinder;
import java.util.List;

/// The manifest of a bundle without components.
final class ShopManifest {
  private ShopManifest() {}

  static Manifest of(VendorSettings vendor) {
    return new Manifest(
        "holdfast/manifest/1", "shop", "1", "swarm", List.of(), List.of(), vendor, List.of());
  }

  /// With one service at port 18080 of each worker, of so many instances there.
  static Manifest serving(int instances) {
    var web =
        YamlBinder.read(
                "service.yaml",
                "{name: web, image: web, port: 80, hostPort: 18080, instancesPerWorker: %d}"
                    .formatted(instances),
                ServiceSpec.class)
            .value();
    return of(VendorSettings.none().withServices(List.of(web)));
  }
}
