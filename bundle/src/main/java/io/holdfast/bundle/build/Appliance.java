package io.holdfast.bundle.build;

import io.holdfast.bundle.manifest.Undo;
import io.holdfast.templates.vendor.VendorSettings;
import io.holdfast.templates.yaml.Default;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the vendor writes in `appliance.yaml`: the components, images and settings of one bundle.
/// Paths may hold `${name}` for values given at the build; nothing else is replaced.
///
/// @param appliance the name of what is shipped
/// @param engine `swarm` or `nomad`
/// @param arch the hosts' architecture in the distribution's word
public record Appliance(
    String appliance,
    String version,
    @Default("swarm") String engine,
    @Default("amd64") String arch,
    List<ComponentSpec> components,
    @Default("[]") List<ImageSpec> images,
    @Default("{}") VendorSettings vendor) {

  /// One component.
  ///
  /// @param version the upstream version; fetched packages must be of it
  /// @param licence may be left out for packages, which carry their own terms
  /// @param upgradesFrom version prefixes from which this version may follow; none means any
  /// @param undo left out, it is `link` for a tree and `reinstall` for packages
  public record ComponentSpec(
      String name,
      String version,
      Optional<LicenceSpec> licence,
      SourceSpec source,
      @Default("[]") List<String> upgradesFrom,
      Optional<Undo> undo) {}

  /// Terms: a short name and the file with the full text.
  public record LicenceSpec(String name, String file) {}

  /// Where a component comes from.
  public sealed interface SourceSpec {
    /// A whole folder as it is.
    record Folder(String folder) implements SourceSpec {}

    /// Single files.
    record Files(List<FileSpec> files) implements SourceSpec {}

    /// Packages of the distribution, with all they need.
    ///
    /// @param release code name of the release to take them from
    /// @param target code name of the release that the hosts run
    record Packages(List<String> packages, String release, String target) implements SourceSpec {}
  }

  /// One file of a component: where it is, where it goes.
  public record FileSpec(String from, String to, @Default("0644") String mode) {}

  /// One image, made from nothing but these files.
  public record ImageSpec(
      String name,
      String tag,
      List<ImageFile> files,
      List<String> entrypoint,
      @Default("{}") Map<String, String> environment,
      @Default("[]") List<Integer> ports,
      @Default("65534") String user) {}

  /// One file of an image.
  public record ImageFile(String to, @Default("0644") String mode, ContentSpec content) {}

  /// Where the content of an image's file comes from.
  public sealed interface ContentSpec {
    /// The text itself.
    record Text(String text) implements ContentSpec {}

    /// A file of the build machine.
    record File(String file) implements ContentSpec {}

    /// A file inside a package of the distribution.
    record Deb(String deb, String release, String path) implements ContentSpec {}
  }
}
