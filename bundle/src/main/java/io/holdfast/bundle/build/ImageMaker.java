package io.holdfast.bundle.build;

import io.holdfast.bundle.build.Appliance.ContentSpec;
import io.holdfast.bundle.build.Appliance.ImageFile;
import io.holdfast.bundle.build.Appliance.ImageSpec;
import io.holdfast.bundle.file.BlobContent;
import io.holdfast.bundle.image.ImageBuilder;
import io.holdfast.bundle.image.ImagePlan;
import io.holdfast.bundle.image.OciTar;
import io.holdfast.bundle.manifest.Image;
import io.holdfast.bundle.source.FolderSource;
import io.holdfast.bundle.source.PackageRequest;
import io.holdfast.bundle.source.PackageSet;
import io.holdfast.bundle.source.PackageSource;
import io.holdfast.bundle.source.SourceFile;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// Makes one image of a manifest and puts its blobs into the pool.
final class ImageMaker {
  private final ImageBuilder builder;
  private final Function<PackageRequest, PackageSet> packages;
  private final BuildPaths paths;
  private final ContentPool pool;
  private final String arch;
  private final Path work;

  ImageMaker(
      ImageBuilder builder,
      Function<PackageRequest, PackageSet> packages,
      BuildPaths paths,
      ContentPool pool,
      String arch,
      Path work) {
    this.builder = builder;
    this.packages = packages;
    this.paths = paths;
    this.pool = pool;
    this.arch = arch;
    this.work = work;
  }

  Image build(ImageSpec spec) {
    var plan =
        new ImagePlan(
            spec.name(),
            spec.tag(),
            arch,
            spec.files().stream()
                .map(this::file)
                .sorted(Comparator.comparing(SourceFile::path))
                .toList(),
            spec.entrypoint(),
            spec.environment(),
            spec.ports(),
            spec.user());
    try {
      var folder = Files.createDirectories(work.resolve("image-" + spec.name()));
      var tar = folder.resolve("image.tar");
      builder.build(plan, folder, tar);
      var imported = OciTar.read(tar, folder.resolve("blobs"));
      imported.blobs().forEach(pool::add);
      return new Image(
          spec.name(), spec.name() + ":" + spec.tag(), imported.manifestDigest(), "linux/" + arch);
    } catch (IOException e) {
      throw HoldfastException.of(
          Problem.of(ProblemId.IMAGE_NOT_BUILT, "The image " + spec.name() + " could not be made")
              .withEvidence(String.valueOf(e.getMessage())),
          e);
    }
  }

  private SourceFile file(ImageFile file) {
    var content =
        switch (file.content()) {
          case ContentSpec.Text(var text) -> BlobContent.of(text.getBytes(StandardCharsets.UTF_8));
          case ContentSpec.File(var path) ->
              FolderSource.single(paths.resolve(path), file.to(), file.mode()).content();
          case ContentSpec.Deb deb -> BlobContent.of(fromPackage(deb));
        };
    return new SourceFile(file.to(), file.mode(), content);
  }

  private byte[] fromPackage(ContentSpec.Deb deb) {
    var request = new PackageRequest(List.of(deb.deb()), deb.release(), deb.release(), arch);
    return PackageSource.file(packages.apply(request), deb.deb(), deb.path());
  }
}
