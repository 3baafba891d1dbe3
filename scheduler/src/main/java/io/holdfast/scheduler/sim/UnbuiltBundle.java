package io.holdfast.scheduler.sim;

import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.ComponentFile;
import io.holdfast.bundle.manifest.ComponentKind;
import io.holdfast.bundle.manifest.Hop;
import io.holdfast.bundle.manifest.Licence;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.manifest.Undo;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.List;

/// What a bundle would say that nobody has built: components of one file each at any versions, with
/// all that a manifest has to have. For whoever plans with versions and carries no byte of them.
public final class UnbuiltBundle {
  private static final long BYTES = 3;

  /// Of every file in it.
  public static final String DIGEST = "a".repeat(64);

  private UnbuiltBundle() {}

  /// Of Nomad, without services.
  public static Manifest of(String name, String version, List<Component> components, Hop... stops) {
    return new Manifest(
        BundleLayout.MANIFEST_SCHEMA,
        name,
        version,
        "nomad",
        components,
        List.of(stops),
        List.of(),
        VendorSettings.none(),
        blobs());
  }

  /// A component that says nothing of the versions that it may follow.
  public static Component component(String name, String version) {
    return component(name, version, List.of());
  }

  /// One that may follow these alone.
  public static Component component(String name, String version, List<String> upgradesFrom) {
    return new Component(
        name,
        ComponentKind.TREE,
        version,
        "linux",
        "amd64",
        new Licence("a licence", DIGEST),
        "nobody has built it",
        upgradesFrom,
        Undo.LINK,
        List.of(new ComponentFile("bin/" + name, "0755", DIGEST, BYTES)),
        List.of(),
        List.of());
  }

  /// All that its components and images name.
  public static List<Blob> blobs() {
    return List.of(new Blob(DIGEST, BYTES, List.of(DIGEST)));
  }
}
