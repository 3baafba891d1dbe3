package io.holdfast.bundle.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What one bundle holds, in full: every file of every component and every image down to the digest
/// of each chunk. It is itself a blob that the signed index names.
///
/// @param schema `holdfast/manifest/1`
/// @param name the appliance
/// @param version the appliance's version
/// @param engine the scheduler product it was made for: `swarm` or `nomad`
/// @param components sorted by name
/// @param hops the stops of a staged upgrade to `components`, first to be reached first; most
///   bundles have none
/// @param images sorted by name
/// @param vendor what the vendor settled: product settings and services
/// @param blobs all blobs but the manifest itself, sorted by digest
public record Manifest(
    String schema,
    String name,
    String version,
    String engine,
    List<Component> components,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Hop> hops,
    List<Image> images,
    VendorSettings vendor,
    List<Blob> blobs) {
  public Manifest {
    components = List.copyOf(components);
    // A bundle without stops does not have the key: programs from before there were any read it.
    hops = hops == null ? List.of() : List.copyOf(hops);
    images = List.copyOf(images);
    blobs = List.copyOf(blobs);
    Checks.that(BundleLayout.MANIFEST_SCHEMA.equals(schema), "unknown manifest schema " + schema);
    Checks.name(name);
    Checks.version(version);
    Checks.name(engine);
    Checks.that(distinct(components.stream().map(Component::name).toList()), "component twice");
    Checks.that(distinct(images.stream().map(Image::reference).toList()), "image twice");
    stopsAreOnTheWay(components, hops);
    sorted(blobs);
    filesAreBlobs(everyComponent(components, hops), images, blobs);
  }

  /// A bundle without stops.
  public Manifest(
      String schema,
      String name,
      String version,
      String engine,
      List<Component> components,
      List<Image> images,
      VendorSettings vendor,
      List<Blob> blobs) {
    this(schema, name, version, engine, components, List.of(), images, vendor, blobs);
  }

  private static void stopsAreOnTheWay(List<Component> components, List<Hop> hops) {
    Checks.that(distinct(hops.stream().map(Hop::stop).toList()), "stop twice");
    var names = components.stream().map(Component::name).toList();
    for (var hop : hops) {
      for (var component : hop.components()) {
        Checks.that(
            names.contains(component.name()),
            "the stop " + hop.stop() + " has " + component.name() + ", which the bundle has not");
      }
    }
  }

  private static List<Component> everyComponent(List<Component> components, List<Hop> hops) {
    return Stream.concat(
            components.stream(), hops.stream().flatMap(hop -> hop.components().stream()))
        .toList();
  }

  private static boolean distinct(List<String> names) {
    return new HashSet<>(names).size() == names.size();
  }

  private static void sorted(List<Blob> blobs) {
    for (int i = 1; i < blobs.size(); i++) {
      Checks.that(
          blobs.get(i - 1).sha256().compareTo(blobs.get(i).sha256()) < 0,
          "blobs are not sorted by digest at " + blobs.get(i).sha256());
    }
  }

  private static void filesAreBlobs(
      List<Component> components, List<Image> images, List<Blob> blobs) {
    Map<String, Long> sizes = new HashMap<>();
    blobs.forEach(blob -> sizes.put(blob.sha256(), blob.size()));
    for (var component : components) {
      for (var file : component.files()) {
        Checks.that(
            Long.valueOf(file.size()).equals(sizes.get(file.sha256())),
            "no blob for " + component.name() + ": " + file.path());
      }
      Checks.that(
          sizes.getOrDefault(component.licence().sha256(), 0L) > 0,
          "no text for the licence of " + component.name());
    }
    for (var image : images) {
      Checks.that(sizes.containsKey(image.manifestDigest()), "no blob for image " + image.name());
    }
  }

  /// The bundle as it is at one of its stops: a whole manifest of its own, without stops.
  public Optional<Manifest> at(String stop) {
    return hops.stream()
        .filter(hop -> hop.stop().equals(stop))
        .findFirst()
        .map(
            hop ->
                new Manifest(schema, name, version, engine, replaced(hop), images, vendor, blobs));
  }

  private List<Component> replaced(Hop hop) {
    Map<String, Component> named = new HashMap<>();
    hop.components().forEach(component -> named.put(component.name(), component));
    return components.stream().map(own -> named.getOrDefault(own.name(), own)).toList();
  }

  /// The component of this name.
  public Optional<Component> component(String name) {
    return components.stream().filter(component -> component.name().equals(name)).findFirst();
  }

  /// The blob of this digest.
  public Optional<Blob> blob(String sha256) {
    int low = 0;
    int high = blobs.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = blobs.get(middle).sha256().compareTo(sha256);
      if (order == 0) {
        return Optional.of(blobs.get(middle));
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  /// Digests of the blobs that a host needs for this component: its files and its licence text.
  public Set<String> blobsOf(Component component) {
    Set<String> digests = new HashSet<>();
    component.files().forEach(file -> digests.add(file.sha256()));
    digests.add(component.licence().sha256());
    return digests;
  }

  /// Bytes of all blobs.
  public long size() {
    return blobs.stream().mapToLong(Blob::size).sum();
  }
}
