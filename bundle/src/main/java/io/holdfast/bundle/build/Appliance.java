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
/// @param hops stops of a staged upgrade to these components, first to be reached first
/// @param download how releases are fetched, where the environment is not enough
public record Appliance(
    String appliance,
    String version,
    @Default("swarm") String engine,
    @Default("amd64") String arch,
    List<ComponentSpec> components,
    @Default("[]") List<ImageSpec> images,
    @Default("{}") VendorSettings vendor,
    @Default("[]") List<HopSpec> hops,
    @Default("{}") DownloadSpec download) {

  /// One stop: components at versions on the way. What it does not name is there as in
  /// `components`.
  public record HopSpec(String stop, List<ComponentSpec> components) {}

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

  /// Terms: a short name, and where the full text is.
  ///
  /// @param file a file of the build machine
  /// @param member a file inside the archive of a release, in place of `file`
  public record LicenceSpec(String name, Optional<String> file, Optional<String> member) {
    public LicenceSpec {
      if (file.isPresent() == member.isPresent()) {
        throw new IllegalArgumentException(
            "say where the text is: with \"file\", or with \"member\" when it is inside the release");
      }
    }
  }

  /// How this machine reaches the internet.
  ///
  /// @param proxy like `http://proxy.example:3128`; left out, `HTTPS_PROXY` of the environment
  /// @param authorities a PEM file with the authorities to trust in place of the machine's own
  /// @param patienceSeconds how long nothing may come before a download is given up
  public record DownloadSpec(
      Optional<String> proxy, Optional<String> authorities, @Default("60") int patienceSeconds) {}

  /// Where a component comes from.
  public sealed interface SourceSpec {
    /// A whole folder as it is.
    record Folder(String folder) implements SourceSpec {}

    /// Single files.
    record Files(List<FileSpec> files) implements SourceSpec {}

    /// A file of an official release. `${version}`, `${os}` and `${arch}` may stand in the
    /// addresses.
    ///
    /// @param release the https address of the file
    /// @param sums that of the list of its SHA-256
    /// @param signature that of the OpenPGP signature over the list; left out, `sums` with `.sig`
    /// @param take what is taken out of it
    record Release(
        String release, String sums, Optional<String> signature, KeySpec key, List<MemberSpec> take)
        implements SourceSpec {}

    /// Packages of the distribution, with all they need.
    ///
    /// @param release code name of the release to take them from
    /// @param target code name of the release that the hosts run
    record Packages(List<String> packages, String release, String target) implements SourceSpec {}
  }

  /// A publisher's key: the file with it, and the whole fingerprint that it must have.
  public record KeySpec(String file, String fingerprint) {}

  /// One file of a release: its name inside the archive, where it goes.
  ///
  /// @param member left out where the release is the file itself and no archive
  public record MemberSpec(Optional<String> member, String to, @Default("0755") String mode) {}

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
