package io.holdfast.bundle;

import io.holdfast.bundle.build.ApplianceCheck;
import io.holdfast.bundle.build.BuildRequest;
import io.holdfast.bundle.build.BundleBuilder;
import io.holdfast.bundle.file.Bundle;
import io.holdfast.bundle.file.BundleReader;
import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.Image;
import io.holdfast.bundle.trust.KeyFolder;
import io.holdfast.bundle.trust.TrustFile;
import io.holdfast.templates.text.FreeJson;
import io.holdfast.templates.vendor.NomadJob;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;

/// The bundle verbs as plain calls: each takes what the command line takes and returns what it
/// prints, as text or as JSON.
public final class Bundles {
  private Bundles() {}

  /// New signing keys: where they are and the ids to give out with the trust file.
  public record Keys(
      String name, String ed25519Id, String ecdsaId, String folder, String trustFile) {}

  /// The digest that names a bundle, and the exact line (with its line feed) that is signed.
  public record Digest(String digest, String message) {}

  /// What is in a bundle, in short. `stops` are those of a staged upgrade, in their order;
  /// `settings` is what the vendor sets in the products' own words, by component.
  public record Summary(
      String name,
      String version,
      String engine,
      String digest,
      String signer,
      List<String> signerKeys,
      long bytes,
      int blobs,
      List<Part> components,
      List<Stop> stops,
      List<Picture> images,
      List<String> services,
      List<String> jobs,
      SortedMap<String, FreeJson> settings) {}

  /// A stop in short: the components that are at another version there.
  public record Stop(String stop, List<Part> components) {}

  /// A component in short.
  public record Part(
      String name,
      String kind,
      String version,
      String licence,
      long bytes,
      List<String> contents) {}

  /// An image in short.
  public record Picture(String reference, String digest, String platform) {}

  /// `bundle keygen --out FOLDER`.
  public static Keys keygen(Path folder, String name) {
    var signer = KeyFolder.create(folder, name);
    return new Keys(
        name,
        signer.ed25519().id(),
        signer.ecdsa().id(),
        folder.toString(),
        folder.resolve(KeyFolder.TRUST_FILE).toString());
  }

  /// `bundle digest BUNDLE [--message]`. Needs no trust file: nothing is taken from the bundle.
  public static Digest digest(Path bundle) {
    var digest = BundleReader.digest(bundle);
    return new Digest(digest, BundleLayout.signedMessage(digest));
  }

  /// `bundle verify BUNDLE --trust FILE`: reads and checks every byte.
  public static Summary verify(Path bundle, Path trust) {
    try (var open = BundleReader.open(bundle, TrustFile.read(trust))) {
      open.verify();
      return summary(open);
    }
  }

  /// `bundle inspect BUNDLE --trust FILE`: reads index and manifest only.
  public static Summary inspect(Path bundle, Path trust) {
    try (var open = BundleReader.open(bundle, TrustFile.read(trust))) {
      return summary(open);
    }
  }

  /// `bundle build FILE -o BUNDLE --key FOLDER`; progress comes as plain lines.
  public static BundleBuilder.Built build(BuildRequest request, Consumer<String> progress) {
    return build(request, (_, _) -> {}, progress);
  }

  /// The same of an appliance file that this has nothing against either.
  public static BundleBuilder.Built build(
      BuildRequest request, ApplianceCheck check, Consumer<String> progress) {
    return BundleBuilder.ofThisMachine(request.cache(), progress).build(request, check);
  }

  private static Summary summary(Bundle bundle) {
    var manifest = bundle.manifest();
    return new Summary(
        manifest.name(),
        manifest.version(),
        manifest.engine(),
        bundle.digest(),
        bundle.signer().name(),
        List.of(bundle.signer().ed25519().id(), bundle.signer().ecdsa().id()),
        bundle.size(),
        manifest.blobs().size(),
        manifest.components().stream().map(Bundles::part).toList(),
        manifest.hops().stream()
            .map(hop -> new Stop(hop.stop(), hop.components().stream().map(Bundles::part).toList()))
            .toList(),
        manifest.images().stream().map(Bundles::picture).toList(),
        manifest.vendor().services().stream().map(service -> service.name()).toList(),
        manifest.vendor().nomad().jobs().stream().map(NomadJob::id).toList(),
        manifest.vendor().configs());
  }

  private static Part part(Component component) {
    var contents =
        switch (component.kind()) {
          case TREE -> List.of(component.files().size() + " files");
          case PACKAGES ->
              component.packages().stream().map(pin -> pin.name() + " " + pin.version()).toList();
        };
    return new Part(
        component.name(),
        component.kind().name().toLowerCase(java.util.Locale.ROOT),
        component.version(),
        component.licence().name(),
        component.size(),
        contents);
  }

  private static Picture picture(Image image) {
    return new Picture(
        image.reference(), BundleLayout.DIGEST_PREFIX + image.manifestDigest(), image.platform());
  }
}
