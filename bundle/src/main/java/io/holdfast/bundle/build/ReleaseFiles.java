package io.holdfast.bundle.build;

import io.holdfast.bundle.build.Appliance.ComponentSpec;
import io.holdfast.bundle.build.Appliance.LicenceSpec;
import io.holdfast.bundle.build.Appliance.MemberSpec;
import io.holdfast.bundle.build.Appliance.SourceSpec;
import io.holdfast.bundle.file.BlobContent;
import io.holdfast.bundle.release.ReleaseArchive;
import io.holdfast.bundle.release.ReleaseRequest;
import io.holdfast.bundle.release.ReleaseSource;
import io.holdfast.bundle.source.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Gets the files of components that come from official releases. The way to the internet is set up
/// when the first of them is met.
final class ReleaseFiles implements AutoCloseable {
  private static final long LARGEST_UNPACKED = 8L << 30;

  private final Supplier<ReleaseSource> open;
  private final BuildPaths paths;
  private final String arch;
  private final Path work;
  private Optional<ReleaseSource> source = Optional.empty();

  ReleaseFiles(Supplier<ReleaseSource> open, BuildPaths paths, String arch, Path work) {
    this.open = open;
    this.paths = paths;
    this.arch = arch;
    this.work = work;
  }

  /// What a release gave.
  ///
  /// @param licence the text of its terms, where it was asked for from inside the release
  /// @param source one line on where it comes from and by whose word
  record Taken(List<SourceFile> files, Optional<Path> licence, String source) {}

  Taken take(ComponentSpec spec, SourceSpec.Release from) {
    var request = request(spec, from);
    var fetched =
        source().fetch(request, paths.resolve(from.key().file()), from.key().fingerprint());
    var members = members(spec, from, request, fetched.file());
    return new Taken(
        from.take().stream()
            .map(
                one ->
                    new SourceFile(
                        one.to(),
                        one.mode(),
                        new BlobContent.OfFile(
                            one.member().map(members::get).orElse(fetched.file()))))
            .toList(),
        spec.licence().flatMap(LicenceSpec::member).map(members::get),
        "%s, sha256 %s, in the list signed by the key %s"
            .formatted(request.shown(), fetched.sha256(), fetched.fingerprint()));
  }

  private ReleaseRequest request(ComponentSpec spec, SourceSpec.Release from) {
    var own = Map.of("version", spec.version(), "os", "linux", "arch", arch);
    var sums = paths.replaced(from.sums(), own);
    return new ReleaseRequest(
        URI.create(paths.replaced(from.release(), own)),
        URI.create(sums),
        URI.create(from.signature().map(text -> paths.replaced(text, own)).orElse(sums + ".sig")));
  }

  private Map<String, Path> members(
      ComponentSpec spec, SourceSpec.Release from, ReleaseRequest request, Path file) {
    var wanted = new HashSet<String>();
    from.take().forEach(one -> one.member().ifPresent(wanted::add));
    spec.licence().flatMap(LicenceSpec::member).ifPresent(wanted::add);
    var isArchive = ReleaseArchive.isArchive(request.name());
    if (!isArchive && (!wanted.isEmpty() || from.take().size() != 1)) {
      throw new IllegalArgumentException(
          request.name() + " is no zip or tar.gz: take one file of it, without \"member\"");
    }
    if (isArchive && !from.take().stream().map(MemberSpec::member).allMatch(Optional::isPresent)) {
      throw new IllegalArgumentException(
          request.name() + " is an archive: say with \"member\" which files are taken");
    }
    return isArchive
        ? ReleaseArchive.take(file, request.name(), wanted, newFolder(), LARGEST_UNPACKED)
        : Map.of();
  }

  private Path newFolder() {
    try {
      return Files.createTempDirectory(work, "release-");
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private ReleaseSource source() {
    var found = source.orElseGet(open);
    source = Optional.of(found);
    return found;
  }

  @Override
  public void close() {
    source.ifPresent(ReleaseSource::close);
  }
}
