package io.holdfast.bundle.build;

import io.holdfast.bundle.build.Appliance.ComponentSpec;
import io.holdfast.bundle.build.Appliance.SourceSpec;
import io.holdfast.bundle.file.BlobContent;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.ComponentFile;
import io.holdfast.bundle.manifest.ComponentKind;
import io.holdfast.bundle.manifest.Licence;
import io.holdfast.bundle.manifest.Undo;
import io.holdfast.bundle.source.FolderSource;
import io.holdfast.bundle.source.PackageRequest;
import io.holdfast.bundle.source.PackageSet;
import io.holdfast.bundle.source.PackageSource;
import io.holdfast.bundle.source.SourceFile;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Makes one component of a manifest and puts its files into the pool.
final class ComponentBuilder {
  private final Function<PackageRequest, PackageSet> packages;
  private final ReleaseFiles releases;
  private final BuildPaths paths;
  private final ContentPool pool;
  private final String arch;

  ComponentBuilder(
      Function<PackageRequest, PackageSet> packages,
      ReleaseFiles releases,
      BuildPaths paths,
      ContentPool pool,
      String arch) {
    this.packages = packages;
    this.releases = releases;
    this.paths = paths;
    this.pool = pool;
    this.arch = arch;
  }

  Component build(ComponentSpec spec) {
    return switch (spec.source()) {
      case SourceSpec.Folder(var folder) ->
          tree(
              spec,
              FolderSource.read(paths.resolve(folder)),
              licence(spec, Optional.empty()),
              "folder supplied by the vendor");
      case SourceSpec.Files(var files) ->
          tree(
              spec,
              files.stream()
                  .map(f -> FolderSource.single(paths.resolve(f.from()), f.to(), f.mode()))
                  .toList(),
              licence(spec, Optional.empty()),
              "files supplied by the vendor");
      case SourceSpec.Release from -> {
        var taken = releases.take(spec, from);
        yield tree(spec, taken.files(), licence(spec, taken.licence()), taken.source());
      }
      case SourceSpec.Packages from -> packages(spec, from);
    };
  }

  private Component tree(
      ComponentSpec spec, List<SourceFile> files, Licence licence, String source) {
    return new Component(
        spec.name(),
        ComponentKind.TREE,
        spec.version(),
        "linux",
        arch,
        licence,
        source,
        spec.upgradesFrom(),
        spec.undo().orElse(Undo.LINK),
        files.stream().map(this::file).sorted(Comparator.comparing(ComponentFile::path)).toList(),
        List.of(),
        List.of());
  }

  private Component packages(ComponentSpec spec, SourceSpec.Packages from) {
    var request = new PackageRequest(from.packages(), from.release(), from.target(), arch);
    var set = packages.apply(request);
    refuseOtherVersion(spec, request, set);
    var files =
        set.members().stream()
            .map(m -> new SourceFile(m.pin().file(), "0644", new BlobContent.OfFile(m.file())))
            .map(this::file)
            .sorted(Comparator.comparing(ComponentFile::path))
            .toList();
    return new Component(
        spec.name(),
        ComponentKind.PACKAGES,
        spec.version(),
        "linux",
        arch,
        packageLicence(spec, set),
        "packages of Debian " + from.release() + " for hosts of " + from.target(),
        spec.upgradesFrom(),
        spec.undo().orElse(Undo.REINSTALL),
        files,
        set.members().stream().map(PackageSet.Member::pin).toList(),
        request.roots());
  }

  /// The first package asked for is the component itself: its upstream version must be the one
  /// said.
  private static void refuseOtherVersion(
      ComponentSpec spec, PackageRequest request, PackageSet set) {
    var first = request.roots().getFirst();
    var found = set.member(first).map(m -> m.pin().version()).orElse("none");
    var upstream = found.replaceFirst("^[0-9]+:", "");
    if (!upstream.equals(spec.version())
        && !upstream.matches(java.util.regex.Pattern.quote(spec.version()) + "[+~:.-].*")) {
      throw Problem.of(
              ProblemId.PACKAGES_NOT_FOUND,
              "%s of %s is not of version %s".formatted(first, request.release(), spec.version()))
          .withEvidence("the mirror has " + found)
          .asException();
    }
  }

  private ComponentFile file(SourceFile file) {
    var blob = pool.add(file.content());
    return new ComponentFile(file.path(), file.mode(), blob.sha256(), blob.size());
  }

  /// The terms that the vendor names.
  ///
  /// @param fromRelease the text out of the release, where that is where it is
  private Licence licence(ComponentSpec spec, Optional<Path> fromRelease) {
    var given = spec.licence().orElseThrow();
    var file = fromRelease.or(() -> given.file().map(paths::resolve)).orElseThrow();
    return new Licence(given.name(), pool.add(LicenceTexts.read(spec.name(), file)).sha256());
  }

  private Licence packageLicence(ComponentSpec spec, PackageSet set) {
    if (spec.licence().isPresent()) {
      return licence(spec, Optional.empty());
    }
    var text = BlobContent.of(PackageSource.terms(set).getBytes(StandardCharsets.UTF_8));
    return new Licence("as of each package", pool.add(text).sha256());
  }
}
