package io.holdfast.bundle.build;

import io.holdfast.bundle.build.Appliance.ComponentSpec;
import io.holdfast.bundle.build.Appliance.DownloadSpec;
import io.holdfast.bundle.file.BundleWriter;
import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.image.JibImageBuilder;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.Hop;
import io.holdfast.bundle.manifest.Image;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.release.DownloadSettings;
import io.holdfast.bundle.release.ReleaseSource;
import io.holdfast.bundle.source.PackageRequest;
import io.holdfast.bundle.source.PackageSet;
import io.holdfast.bundle.source.PackageSource;
import io.holdfast.bundle.trust.KeyFolder;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.vendor.VendorSettings;
import io.holdfast.templates.yaml.Bound;
import io.holdfast.templates.yaml.YamlBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Builds one signed bundle from an appliance file. All mistakes of the file are reported at once;
/// nothing is written before everything is there.
public final class BundleBuilder {
  private final Function<PackageRequest, PackageSet> packages;
  private final Function<DownloadSettings, ReleaseSource> releases;
  private final Consumer<String> progress;

  /// A builder.
  ///
  /// @param packages where packages of the distribution come from
  /// @param releases where official releases come from
  /// @param progress is told in plain lines what is being done
  public BundleBuilder(
      Function<PackageRequest, PackageSet> packages,
      Function<DownloadSettings, ReleaseSource> releases,
      Consumer<String> progress) {
    this.packages = packages;
    this.releases = releases;
    this.progress = progress;
  }

  /// A builder that fetches packages as this machine's package manager does, and releases through
  /// the proxy that its environment names.
  public static BundleBuilder ofThisMachine(Path cache, Consumer<String> progress) {
    return new BundleBuilder(
        request -> PackageSource.ofThisMachine(cache).fetch(request),
        settings ->
            ReleaseSource.of(
                cache.resolve("releases"),
                settings,
                System.getenv(),
                InstantSource.system(),
                progress),
        progress);
  }

  /// Builds and returns what was built; `digest` names it.
  public Built build(BuildRequest request) {
    return build(request, (_, _) -> {});
  }

  /// The same of an appliance file that this has nothing against either.
  public Built build(BuildRequest request, ApplianceCheck check) {
    var keys = KeyFolder.open(request.keys());
    var bound = read(request.appliance(), check);
    var folder = request.appliance().toAbsolutePath().getParent();
    var paths = new BuildPaths(folder == null ? Path.of("/") : folder, request.variables());
    try {
      var work = Files.createTempDirectory("holdfast-build");
      try {
        var pool = new ContentPool();
        var manifest = assemble(bound, paths, pool, work);
        progress.accept("writing " + request.target());
        var digest = BundleWriter.write(request.target(), manifest, pool.contents(), keys);
        return new Built(request.target(), digest, Files.size(request.target()), manifest);
      } finally {
        WorkFolder.delete(work);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A written bundle.
  ///
  /// @param digest hex digest that names it
  /// @param size bytes of the file
  public record Built(Path file, String digest, long size, Manifest manifest) {}

  private static Bound<Appliance> read(Path file, ApplianceCheck check) {
    try {
      var bound = YamlBinder.read(file.toString(), Files.readString(file), Appliance.class);
      var problems = new Problems();
      VendorSettings.check(bound, "vendor", bound.value().vendor(), problems);
      ApplianceChecks.check(bound, problems);
      check.check(bound, problems);
      problems.throwIfAny();
      return bound;
    } catch (IOException e) {
      throw HoldfastException.of(
          Problem.of(ProblemId.FILE_NOT_READABLE, "The appliance file " + file + " cannot be read"),
          e);
    }
  }

  private Manifest assemble(Bound<Appliance> bound, BuildPaths paths, ContentPool pool, Path work) {
    var appliance = bound.value();
    try (var official =
        new ReleaseFiles(
            () -> releases.apply(settings(appliance.download(), paths)),
            paths,
            appliance.arch(),
            work)) {
      var componentBuilder =
          new ComponentBuilder(packages, official, paths, pool, appliance.arch());
      return assemble(bound, componentBuilder, paths, pool, work);
    }
  }

  private static DownloadSettings settings(DownloadSpec download, BuildPaths paths) {
    return new DownloadSettings(
        download.proxy(),
        download.authorities().map(paths::resolve),
        Duration.ofSeconds(download.patienceSeconds()),
        DownloadSettings.LARGEST);
  }

  private Manifest assemble(
      Bound<Appliance> bound,
      ComponentBuilder componentBuilder,
      BuildPaths paths,
      ContentPool pool,
      Path work) {
    var appliance = bound.value();
    var problems = new Problems();
    var imageMaker =
        new ImageMaker(new JibImageBuilder(), packages, paths, pool, appliance.arch(), work);
    var components =
        components(bound, "components", appliance.components(), componentBuilder, problems);
    List<Hop> hops = new ArrayList<>();
    for (int i = 0; i < appliance.hops().size(); i++) {
      var hop = appliance.hops().get(i);
      var place = "hops[" + i + "].components";
      var built = components(bound, place, hop.components(), componentBuilder, problems);
      if (built.size() == hop.components().size()) {
        at(bound, "hops[" + i + "]", problems, () -> new Hop(hop.stop(), built))
            .ifPresent(hops::add);
      }
    }
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < appliance.images().size(); i++) {
      var spec = appliance.images().get(i);
      progress.accept("image " + spec.name() + ":" + spec.tag());
      at(bound, "images[" + i + "]", problems, () -> imageMaker.build(spec)).ifPresent(images::add);
    }
    problems.throwIfAny();
    images.sort(Comparator.comparing(Image::reference));
    return new Manifest(
        BundleLayout.MANIFEST_SCHEMA,
        appliance.appliance(),
        appliance.version(),
        appliance.engine(),
        components,
        hops,
        images,
        appliance.vendor(),
        pool.blobs());
  }

  /// Sorted by name; those with a problem are left out.
  private List<Component> components(
      Bound<Appliance> bound,
      String list,
      List<ComponentSpec> specs,
      ComponentBuilder componentBuilder,
      Problems problems) {
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      var spec = specs.get(i);
      progress.accept("component " + spec.name() + " " + spec.version());
      at(bound, list + "[" + i + "].source", problems, () -> componentBuilder.build(spec))
          .ifPresent(components::add);
    }
    components.sort(Comparator.comparing(Component::name));
    return List.copyOf(components);
  }

  /// Runs one part; what goes wrong in it is told with the place in the appliance file.
  private static <T> Optional<T> at(
      Bound<Appliance> bound, String place, Problems problems, Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (HoldfastException e) {
      for (var problem : e.problems()) {
        problems.add(
            problem.where().isPresent()
                ? problem
                : problem.withWhere(bound.where(place).toString()));
      }
    } catch (IllegalArgumentException e) {
      problems.add(bound.problem(ProblemId.VALUE_REFUSED, place, String.valueOf(e.getMessage())));
    }
    return Optional.empty();
  }
}
